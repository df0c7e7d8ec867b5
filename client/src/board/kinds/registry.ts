/** The kinds of objects that this client shows; what it takes to add one stands in `kind.ts`. */
import { connector, type ConnectorFields } from "./connector";
import { frame, type FrameFields } from "./frame";
import { image, type ImageFields } from "./image";
import type { CommonFields, Kind } from "./kind";
import { shape, type ShapeFields } from "./shape";
import { sticky, type StickyFields } from "./sticky";
import { stroke, type StrokeFields } from "./stroke";
import { text, type TextFields } from "./text";

export type ObjectFields = StickyFields | TextFields | FrameFields | ConnectorFields | ShapeFields | StrokeFields | ImageFields;
export type ObjectType = ObjectFields["type"];
export type FieldsOf<Type extends ObjectType> = Extract<ObjectFields, { type: Type }>;

const KINDS: { readonly [Type in ObjectType]: Kind<FieldsOf<Type>> } = { sticky, text, frame, connector, shape, stroke, image };

export const OBJECT_TYPES = Object.keys(KINDS) as readonly ObjectType[];

/** The kind of `type`; whoever calls hands it the fields of that type and no other. */
export function kindOf(type: ObjectType): Kind<CommonFields> {
  return KINDS[type] as unknown as Kind<CommonFields>;
}

export function isObjectType(type: unknown): type is ObjectType {
  return typeof type === "string" && Object.hasOwn(KINDS, type);
}
