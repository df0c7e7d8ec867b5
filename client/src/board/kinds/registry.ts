/** The kinds of objects that this client shows; what it takes to add one stands in `kind.ts`. */
import { connector, type ConnectorFields } from "./connector";
import { frame, type FrameFields } from "./frame";
import { image, type ImageFields } from "./image";
import type { CommonFields, Kind } from "./kind";
import type { MindNodeFields } from "./mindnode";
import { shape, type ShapeFields } from "./shape";
import { sticky, type StickyFields } from "./sticky";
import { stroke, type StrokeFields } from "./stroke";
import { text, type TextFields } from "./text";

export type ObjectFields = StickyFields | TextFields | FrameFields | ConnectorFields | ShapeFields | StrokeFields | ImageFields | MindNodeFields;
export type ObjectType = ObjectFields["type"];
export type FieldsOf<Type extends ObjectType> = Extract<ObjectFields, { type: Type }>;

type Kinds = { [Type in ObjectType]: Kind<FieldsOf<Type>> };
/** Those that few boards have are loaded for the boards that have them. */
type Late = "mindnode";

const KINDS: Omit<Kinds, Late> & Partial<Kinds> = { sticky, text, frame, connector, shape, stroke, image };

/** A kind that was not here from the beginning. */
export function addKind<Type extends Late>(type: Type, kind: Kinds[Type]): void {
  KINDS[type] = kind;
}

/** Whether objects of `type` can be shown once their kind has been loaded. */
export function isLateType(type: unknown): type is Late {
  return type === "mindnode" && KINDS.mindnode === undefined;
}

/** The kind of `type`; whoever calls hands it the fields of that type and no other. */
export function kindOf(type: ObjectType): Kind<CommonFields> {
  return KINDS[type] as unknown as Kind<CommonFields>;
}

export function isObjectType(type: unknown): type is ObjectType {
  return typeof type === "string" && Object.hasOwn(KINDS, type);
}
