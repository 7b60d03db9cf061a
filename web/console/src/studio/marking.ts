/** Entities marked in a text. Places count characters as the server does, not UTF-16 units. */
import type { Entity } from "../api/studio-types";

export interface Marked {
  text: string;
  entities: Entity[];
}

/** A stretch of a text: plain, or what an entity covers. */
export interface Piece {
  text: string;
  entity: Entity | null;
}

/** The character that stands at UTF-16 unit `unit`, as a field of the browser counts. */
export function characterAt(text: string, unit: number): number {
  return [...text.slice(0, unit)].length;
}

export function piecesOf({ text, entities }: Marked): Piece[] {
  const characters = [...text];
  const pieces: Piece[] = [];
  let at = 0;
  for (const entity of ordered(entities)) {
    if (entity.start < at || entity.end > characters.length) continue;
    if (entity.start > at) pieces.push({ text: characters.slice(at, entity.start).join(""), entity: null });
    pieces.push({ text: characters.slice(entity.start, entity.end).join(""), entity });
    at = entity.end;
  }
  if (at < characters.length) pieces.push({ text: characters.slice(at).join(""), entity: null });
  return pieces;
}

/** Mark `start` to `end` without the spaces round it; what it overlaps gives way. */
export function marked(value: Marked, start: number, end: number, entity: string): Marked {
  const characters = [...value.text];
  let [from, to] = [start, end];
  while (from < to && !characters[from]!.trim()) from += 1;
  while (to > from && !characters[to - 1]!.trim()) to -= 1;
  if (from >= to) return value;
  const others = value.entities.filter((each) => each.end <= from || each.start >= to);
  return { text: value.text, entities: ordered([...others, { start: from, end: to, entity, value: null }]) };
}

export function unmarked(value: Marked, entity: Entity): Marked {
  return { text: value.text, entities: value.entities.filter((each) => !same(each, entity)) };
}

/** The same marks in `text`, which the old text was changed into at one place. */
export function rewritten(value: Marked, text: string): Marked {
  const [before, after] = [[...value.text], [...text]];
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const end = before.length - tail;
  const grown = after.length - before.length;
  const entities = value.entities.flatMap((each) => {
    if (each.end <= head) return [each];
    if (each.start >= end) return [{ ...each, start: each.start + grown, end: each.end + grown }];
    // A change inside a mark stays inside it; one over its edge takes it away.
    if (each.start < head && each.end > end) return [{ ...each, end: each.end + grown }];
    return [];
  });
  return { text, entities };
}

export function sameMarks(one: Marked, other: Marked): boolean {
  return (
    one.text === other.text &&
    one.entities.length === other.entities.length &&
    ordered(one.entities).every((each, index) => same(each, ordered(other.entities)[index]!))
  );
}

function same(one: Entity, other: Entity): boolean {
  return one.start === other.start && one.end === other.end && one.entity === other.entity && one.value === other.value;
}

function ordered(entities: Entity[]): Entity[] {
  return [...entities].sort((one, other) => one.start - other.start);
}
