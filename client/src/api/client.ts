/**
 * The server's HTTP commands and queries as functions. Each resolves with what the server said
 * or rejects with an `ApiFailure`; `sentenceFor` in `sentences.ts` puts that into words.
 */
import createClient from "openapi-fetch";

import { failureOf, unreachable } from "./failure";
import type { components, paths } from "../generated/api.gen";

export type Board = components["schemas"]["Board"];
export type Role = components["schemas"]["Role"];
export type Person = components["schemas"]["Person"];
export type Links = components["schemas"]["Links"];
export type Template = components["schemas"]["Template"];
export type TemplateWithObjects = components["schemas"]["TemplateWithObjects"];
export type Language = components["schemas"]["Language"];

const http = createClient<paths>({ baseUrl: location.origin, credentials: "same-origin" });

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

async function said<T>(asking: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await asking;
  } catch (reason) {
    // `fetch` rejects with a TypeError when there is no connection; anything else is our own mistake.
    if (reason instanceof TypeError) throw unreachable();
    throw reason;
  }
  if (!answer.response.ok) throw failureOf(answer.response.status, answer.error);
  return answer.data as T;
}

const at = (board_id: string) => ({ params: { path: { board_id } } });
const atLink = (board_id: string, role: Role) => ({ params: { path: { board_id, role } } });

/** Who I am on this device; null before signing in or joining. */
export async function whoAmI(): Promise<Person | null> {
  return (await said(http.GET("/api/me"))).person;
}

export async function renameMe(name: string): Promise<Person | null> {
  return (await said(http.PATCH("/api/me", { body: { name } }))).person;
}

export async function signOut(): Promise<void> {
  // A body is sent because the server takes commands with a cookie only as JSON.
  await said(http.POST("/api/signout", { headers: { "Content-Type": "application/json" } }));
}

/** My boards, or (`bin`) those of mine that are in the bin. */
export async function myBoards(bin = false): Promise<Board[]> {
  return (await said(http.GET("/api/boards", { params: { query: { bin } } }))).boards;
}

/** A new board, empty or from a template of mine. */
export function createBoard(title: string, language: Language, template: string | null = null) {
  return said(http.POST("/api/boards", { body: { title, language, template } }));
}

/** A board of its own with what is on this one now. */
export function copyBoard(id: string, title: string) {
  return said(http.POST("/api/boards/{board_id}/copy", { ...at(id), body: { title } }));
}

/** Keep what is on this board, without its people, to begin others with. */
export function saveTemplate(id: string, title: string) {
  return said(http.POST("/api/boards/{board_id}/template", { ...at(id), body: { title } }));
}

/** My templates, or (`bin`) those of mine that are in the bin. */
export async function myTemplates(bin = false): Promise<Template[]> {
  return (await said(http.GET("/api/templates", { params: { query: { bin } } }))).templates;
}

/** A template of mine with what is on it. */
export function template(id: string): Promise<TemplateWithObjects> {
  return said(http.GET("/api/templates/{template_id}", { params: { path: { template_id: id } } }));
}

export function renameTemplate(id: string, title: string) {
  return said(http.PATCH("/api/templates/{template_id}", { params: { path: { template_id: id } }, body: { title } }));
}

export async function templateToBin(id: string): Promise<void> {
  await said(http.DELETE("/api/templates/{template_id}", { params: { path: { template_id: id } } }));
}

export function templateFromBin(id: string) {
  return said(http.POST("/api/templates/{template_id}/restore", { params: { path: { template_id: id } } }));
}

/** Have a picture of another board of mine on this one as well. */
export function carryPicture(id: string, hash: string, from: string) {
  const path = { board_id: id, image_hash: hash };
  return said(http.PUT("/api/boards/{board_id}/images/{image_hash}", { params: { path }, body: { board: from } }));
}

/** One board, with its join links if I am a facilitator of it. */
export function board(id: string) {
  return said(http.GET("/api/boards/{board_id}", at(id)));
}

export function renameBoard(id: string, title: string) {
  return said(http.PATCH("/api/boards/{board_id}", { ...at(id), body: { title } }));
}

export async function moveToBin(id: string): Promise<void> {
  await said(http.DELETE("/api/boards/{board_id}", at(id)));
}

export function takeFromBin(id: string) {
  return said(http.POST("/api/boards/{board_id}/restore", at(id)));
}

/** End a join link: who came by it is out at once. */
export async function revokeLink(id: string, role: Role): Promise<void> {
  await said(http.POST("/api/boards/{board_id}/links/{role}/revoke", atLink(id, role)));
}

/** A new join link in place of a revoked one. */
export async function issueLink(id: string, role: Role): Promise<string | null> {
  return (await said(http.POST("/api/boards/{board_id}/links/{role}", atLink(id, role)))).link;
}

/** Where the QR image of a live join link is. `link` keeps a browser from showing an older link's image. */
export function qrAddress(id: string, role: Role, link: string): string {
  return `/api/boards/${encodeURIComponent(id)}/links/${role}/qr?of=${encodeURIComponent(link.slice(-6))}`;
}

/** What a join link opens, before joining. */
export function previewJoin(token: string) {
  return said(http.POST("/api/join/preview", { body: { token } }));
}

export function join(token: string, name: string) {
  return said(http.POST("/api/join", { body: { token, name } }));
}
