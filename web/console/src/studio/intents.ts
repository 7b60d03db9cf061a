/** What the model can understand, by its Chinese title: asked for once, shared by all pages. */
import { computed, reactive } from "vue";
import { studioApi } from "../api/studio";
import type { EntityKind, IntentRow, Synonyms } from "../api/studio-types";

export const known = reactive({
  intents: [] as IntentRow[],
  entities: [] as EntityKind[],
  /** What marks of an entity can mean, where that is an item of the catalogue. */
  values: [] as Synonyms["values"],
  asked: false,
});

const titles = computed(() => new Map(known.intents.map(({ intent, title }) => [intent, title])));
const entityTitles = computed(() => new Map(known.entities.map(({ entity, title }) => [entity, title])));

/** Ask for the list; raises ApiError. */
export async function askIntents(): Promise<void> {
  const { intents, entities } = await studioApi.intents();
  Object.assign(known, { intents, entities, asked: true });
}

export async function needIntents(): Promise<void> {
  if (known.asked) return;
  // Without the catalogue a mark's meaning is typed instead of chosen.
  const catalogue = studioApi.synonyms().catch(() => null);
  await askIntents();
  known.values = (await catalogue)?.values ?? [];
}

export function titleOf(intent: string | null | undefined): string {
  return intent ? (titles.value.get(intent) ?? intent) : "—";
}

export function entityTitle(entity: string): string {
  return entityTitles.value.get(entity) ?? entity;
}

const MARK = /\[([^\]]+)\](?:\{([^}]*)\}|\((\w+)(?::([^)]*))?\))/g;
/** A mark that was cut off with the end of a line. */
const TORN = /\[([^\]]+)\]\{[^}]*$/;

/** A sentence as it stands in a file of training data, without its marks. */
export function unmarkedText(written: string): string {
  return written.replace(MARK, "$1").replace(TORN, "$1…");
}

/** The same with its marks told in words: `流量〔资源种类：data〕`. */
export function markedText(written: string): string {
  return written.replace(MARK, (_all, text: string, json: string | undefined, name: string | undefined, value: string | undefined) => {
    const entity = name ?? /"entity":\s*"(\w+)"/.exec(json ?? "")?.[1] ?? "";
    const meant = value ?? /"value":\s*"([^"]*)"/.exec(json ?? "")?.[1];
    return `${text}〔${entityTitle(entity)}${meant ? `：${meant}` : ""}〕`;
  });
}

/**
 * Intents for what was typed, likeliest first: words of the title in any order, characters of it in
 * order (`查账` finds 查话费账单), or a part of the name.
 */
export function findIntents(typed: string): IntentRow[] {
  const wanted = typed.trim().toLowerCase();
  if (!wanted) return known.intents;
  const scored = known.intents.map((row) => ({ row, score: score(row, wanted) }));
  return scored
    .filter(({ score: each }) => each > 0)
    .sort((one, other) => other.score - one.score)
    .map(({ row }) => row);
}

function score({ intent, title }: IntentRow, wanted: string): number {
  const low = title.toLowerCase();
  if (low === wanted || intent === wanted) return 6;
  if (low.startsWith(wanted)) return 5;
  if (low.includes(wanted)) return 4;
  if (intent.startsWith(wanted)) return 3.5;
  if (intent.includes(wanted.replaceAll(" ", "_"))) return 3;
  if (inOrder(low, wanted)) return 2;
  return [...wanted].every((character) => low.includes(character)) ? 1 : 0;
}

function inOrder(text: string, wanted: string): boolean {
  let at = 0;
  for (const character of wanted) {
    at = text.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
