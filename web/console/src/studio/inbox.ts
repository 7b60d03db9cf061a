/** The inbox on screen: which message is being looked at, and what becomes of it. */
import { computed, reactive, ref } from "vue";
import { studioApi, type InboxFilter } from "../api/studio";
import { ApiError } from "../api/http";
import type { Colleague, InboxPage, Item, ItemGroup } from "../api/studio-types";
import { done, tell, warn } from "../desk/tell";
import { waiting } from "./counts";
import { keepUnsaved, unsaved } from "./draft";
import { titleOf } from "./intents";
import type { Marked } from "./marking";
import { ITEM_STATE } from "./words";

export const SIZE = 20;

export const inbox = reactive({
  filter: { state: "open", reason: "", assignee: "", q: "", sort: "fair" } as Required<
    Pick<InboxFilter, "state" | "reason" | "assignee" | "q" | "sort">
  >,
  page: 1,
  found: null as InboxPage | null,
  busy: false,
  problem: "",
  current: null as string | null,
  /** What the person here decided since the page was opened, newest last. */
  decided: [] as string[],
  /** Messages whose decision is on its way. */
  sending: new Set<string>(),
  /** What the server refused, by message. */
  refused: {} as Record<string, string>,
  /** Why the message on screen is skipped, if somebody says so. */
  note: "",
  /** Rewritten sentences and marks, not yet decided. */
  written: {} as Record<string, Marked>,
});

/** Those to whom a message can be given; asked for once. */
export const colleagues = ref<Colleague[]>([]);

export const items = computed(() => inbox.found?.groups.flatMap((group) => group.items) ?? []);
export const current = computed(() => items.value.find(({ id }) => id === inbox.current) ?? null);
export const group = computed(() => groupOf(inbox.current));

let asked = 0;

export async function loadInbox(page = 1): Promise<void> {
  const turn = ++asked;
  inbox.busy = true;
  try {
    const found = await studioApi.inbox({ ...inbox.filter, q: inbox.filter.q.trim(), page, size: SIZE });
    if (turn !== asked) return;
    Object.assign(inbox, { found, page, problem: "" });
    count();
    if (!current.value) inbox.current = (items.value.find(isOpen) ?? items.value[0])?.id ?? null;
  } catch (error) {
    if (turn === asked) inbox.problem = (error as ApiError).message;
  } finally {
    if (turn === asked) inbox.busy = false;
  }
}

export async function collect(): Promise<void> {
  try {
    const { added } = await studioApi.collect();
    done(added ? `收到 ${added} 条新消息` : "没有新的消息");
    await loadInbox();
  } catch (error) {
    warn((error as ApiError).message);
  }
}

/** What will be taught for `item`: what was written here, else what the customer said, without marks. */
export function textOf(item: Item): Marked {
  const text = inbox.written[item.id] ?? unsaved<Marked>(keyOf(item.id));
  return text ?? (item.label && item.state === "labelled" ? item.label : { text: item.text, entities: [] });
}

export function write(item: Item, value: Marked): void {
  inbox.written[item.id] = { text: value.text, entities: value.entities };
  keepUnsaved(keyOf(item.id), inbox.written[item.id]);
}

export function step(by: number): void {
  const at = items.value.findIndex(({ id }) => id === inbox.current);
  const next = items.value[Math.min(Math.max(at + by, 0), items.value.length - 1)];
  if (next) inbox.current = next.id;
}

/** Decide the message on screen and go on to the next; what is refused comes back and says why. */
export async function label(intent: string): Promise<void> {
  const { text, entities } = current.value ? textOf(current.value) : { text: "", entities: [] };
  await decide(async (id) => {
    const { item, change } = await studioApi.label(id, { text, intent, entities });
    if (!change) tell("这句话已经在语料里，没有重复写入");
    return item;
  });
}

export async function skip(): Promise<void> {
  const note = inbox.note.trim();
  inbox.note = "";
  await decide(async (id) => (await studioApi.skip(id, note || undefined)).item);
}

export async function notOurs(teach: boolean): Promise<void> {
  await decide(async (id) => (await studioApi.notOurs(id, teach)).item);
}

/** Open the newest decision of the person here again, or the message on screen when it is decided. */
export async function undo(item: Item | null = null): Promise<void> {
  const id = item?.id ?? inbox.decided[inbox.decided.length - 1] ?? (current.value && !isOpen(current.value) ? current.value.id : null);
  if (!id) return tell("没有可以撤销的决定");
  try {
    put((await studioApi.undoItem(id)).item);
    inbox.decided = inbox.decided.filter((each) => each !== id);
    inbox.current = id;
    tell("已撤销，这条消息重新待处理");
    if (!items.value.some((each) => each.id === id)) await loadInbox(inbox.page);
  } catch (error) {
    refuse(id, error as ApiError);
  }
}

export async function needColleagues(): Promise<void> {
  if (colleagues.value.length) return;
  try {
    colleagues.value = (await studioApi.colleagues()).colleagues;
  } catch {
    // Messages can be looked at without; the next page asks again.
  }
}

/** How a member of staff is told of: the name with the number, or the number of a stranger. */
export function nameOf(number: string | null): string {
  const found = colleagues.value.find((each) => each.number === number);
  return found ? `${found.name}（${found.number}）` : (number ?? "");
}

export async function assign(item: Item, to: string | null): Promise<void> {
  try {
    put((await studioApi.assign(item.id, to)).item);
    done(to ? `已指派给 ${nameOf(to)}` : "已取消指派");
  } catch (error) {
    refuse(item.id, error as ApiError);
  }
}

/** Label every open message of a group alike; those that are refused stay and say why. */
export async function labelGroup(which: ItemGroup, intent: string): Promise<void> {
  const open = which.items.filter(isOpen).map(({ id }) => id);
  if (!open.length) return;
  open.forEach((id) => inbox.sending.add(id));
  try {
    const { items: labelled, refused } = await studioApi.labelAll(open, intent);
    labelled.forEach((item) => {
      put(item);
      forgetWritten(item.id);
      inbox.decided.push(item.id);
    });
    refused.forEach(({ id, message }) => (inbox.refused[id] = message));
    if (labelled.length) done(`${labelled.length} 条标为「${titleOf(intent)}」`);
    if (refused.length) warn(`${refused.length} 条未能标注，原因见各条消息`);
    if (!refused.length) next();
  } catch (error) {
    warn((error as ApiError).message);
  } finally {
    open.forEach((id) => inbox.sending.delete(id));
  }
}

export function isOpen(item: Item): boolean {
  return item.state === "open" && !inbox.sending.has(item.id);
}

async function decide(send: (id: string) => Promise<Item>): Promise<void> {
  const item = current.value;
  if (!item || !isOpen(item)) return;
  inbox.sending.add(item.id);
  delete inbox.refused[item.id];
  next();
  try {
    put(await send(item.id));
    forgetWritten(item.id);
    inbox.decided.push(item.id);
  } catch (error) {
    refuse(item.id, error as ApiError);
  } finally {
    inbox.sending.delete(item.id);
  }
}

function refuse(id: string, error: ApiError): void {
  inbox.refused[id] = sentence(error);
  warn(inbox.refused[id]!);
  const theirs = error.body.item as Item | undefined;
  if (error.code === "decided" && theirs) put(theirs);
}

function sentence(error: ApiError): string {
  const theirs = error.body.item as Item | undefined;
  if (error.code === "decided" && theirs) {
    const what = theirs.label ? `标为「${theirs.label.title}」` : `改为「${ITEM_STATE[theirs.state]}」`;
    return `${nameOf(theirs.decided_by) || "同事"} 已把这条消息${what}，您的决定没有写入。`;
  }
  const places = (error.body.places ?? []) as { intent: string; file: string; line: number }[];
  if (error.code === "duplicate" && places.length) {
    return `${error.message}（在「${titleOf(places[0]!.intent)}」，${places[0]!.file} 第 ${places[0]!.line} 行）`;
  }
  return error.message;
}

/** Go to the next open message after the one on screen, else to the first there is. */
function next(): void {
  const at = items.value.findIndex(({ id }) => id === inbox.current);
  const after = items.value.slice(at + 1).find(isOpen) ?? items.value.find(isOpen);
  if (after) inbox.current = after.id;
  else if (inbox.filter.state === "open" && !inbox.busy) void refill();
}

/** All of this page is decided; the next ones come when the last decision has arrived. */
async function refill(): Promise<void> {
  while (inbox.sending.size) await new Promise((resolve) => setTimeout(resolve, 50));
  if (!items.value.some(isOpen) && (inbox.found?.total ?? 0) > (inbox.found?.groups.length ?? 0)) await loadInbox();
}

function put(item: Item): void {
  const found = groupOf(item.id);
  const old = found?.items.find(({ id }) => id === item.id);
  if (!found || !old) return;
  const states = inbox.found!.by_state;
  states[old.state] = Math.max(0, (states[old.state] ?? 0) - 1);
  states[item.state] = (states[item.state] ?? 0) + 1;
  found.items[found.items.indexOf(old)] = item;
  count();
}

function count(): void {
  waiting.value = inbox.found?.by_state.open ?? null;
}

function groupOf(id: string | null): ItemGroup | null {
  return inbox.found?.groups.find((each) => each.items.some((item) => item.id === id)) ?? null;
}

function forgetWritten(id: string): void {
  delete inbox.written[id];
  keepUnsaved(keyOf(id), null);
}

function keyOf(id: string): string {
  return `inbox/${id}`;
}
