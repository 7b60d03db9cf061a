/** The shapes of the studio's API, as docs/studio-api.md names them. */

export interface Entity {
  start: number;
  end: number;
  entity: string;
  value: string | null;
}

export type Reason = "taught_but_wrong" | "picked" | "fallback" | "low_confidence" | "corrected" | "handed_over" | "rated_low" | "other_summary";
export type ItemState = "open" | "labelled" | "skipped" | "not_ours";

export interface Reading {
  intent: string;
  title: string;
  confidence: number;
}

/** Somebody who can be given a message. */
export interface Colleague {
  number: string;
  name: string;
}

export interface Item {
  id: string;
  text: string;
  count: number;
  first_at: string;
  last_at: string;
  reasons: Reason[];
  reading: Reading[];
  /** What the bot recognised, never marked unless a trainer wants it. */
  entities: Entity[];
  state: ItemState;
  assignee: string | null;
  label: { text: string; intent: string; title: string; entities: Entity[] } | null;
  decided_by: string | null;
  decided_at: string | null;
  conversation: string | null;
}

/** Who did what to a message; what came back by itself has the author `system`. */
export interface ItemDecision {
  at: string;
  author: string;
  author_name: string;
  action: "picked" | "labelled" | "taught" | "skipped" | "not_ours" | "assigned" | "undone" | "restored" | "reopened";
  text: string | null;
  title: string | null;
  note: string | null;
  colleague: string | null;
  why: string | null;
}

/** A mark that the bot does not read so; `step` is what teaches it the words, null where a developer has to. */
export interface UnreadMark extends Entity {
  text: string;
  step: "synonym" | "word" | null;
}

/** Messages alike. */
export interface ItemGroup {
  id: string;
  title: string;
  size: number;
  count: number;
  suggested: string | null;
  items: Item[];
}

export interface InboxPage {
  total: number;
  groups: ItemGroup[];
  by_reason: Partial<Record<Reason, number>>;
  by_state: Partial<Record<ItemState, number>>;
  collected_at: string | null;
}

export interface IntentRow {
  intent: string;
  title: string;
  group: "business" | "dialogue";
  examples: number;
  findings: number;
}

export interface EntityKind {
  entity: string;
  title: string;
}

export interface Example {
  id: string;
  text: string;
  entities: Entity[];
  file: string;
  line: number;
  findings: Finding[];
  /** Only where examples of several intents are listed. */
  intent?: string;
}

export type Severity = "error" | "warning" | "note";

export interface Place {
  file: string;
  line: number;
  intent: string | null;
  text: string;
  example?: string | null;
}

/** Who keeps a finding as it is, when and why. */
export interface KeptBy {
  by: string;
  by_name: string;
  at: string | null;
  note: string;
}

export interface Finding {
  /** Names the finding as long as its sentences stay the same, wherever they stand. */
  key: string;
  kind: string;
  severity: Severity;
  file: string;
  line: number;
  text: string;
  message: string;
  suggestion: string | null;
  intent: string | null;
  example: string | null;
  others: Place[];
  dictionary_line: string | null;
  kept: KeptBy | null;
}

export interface Lint {
  findings: Finding[];
  counts: Record<string, number>;
  kinds: Record<string, string>;
  /** How many are kept as they are, whatever the filter. */
  kept: number;
}

export interface Synonyms {
  synonyms: { value: string; title: string | null; words: string[] }[];
  values: { value: string; title: string | null; entity: string }[];
}

export interface Word {
  word: string;
  frequency: number | null;
  tag: string | null;
}

export type Area = "corpus" | "synonyms" | "dictionary" | "scripts" | "knowledge" | "release" | "inbox";

export interface Change {
  id: string;
  at: string;
  author: string;
  author_name: string;
  area: Area;
  target: string;
  summary: string;
  diff: string;
  undoes: string | null;
  undone_by: string | null;
  undoable: boolean;
  committed: boolean;
}

export interface Figures {
  n: number;
  accuracy: number;
  interval: [number, number];
  macro_f1: number;
  entity_f1: number | null;
  fallback_in_scope: number;
  out_of_scope_caught: number | null;
  calibration_error: number;
  ms_p50: number;
  ms_p95: number;
}

export interface Version {
  id: string;
  state: "candidate" | "released" | "retired" | "refused" | "failed";
  serving: boolean;
  author: string;
  author_name: string;
  created_at: string;
  released_at: string | null;
  note: string;
  data_hash: string;
  examples: number;
  figures: Figures | null;
  reasons: string[];
  may_release: boolean;
  /** What somebody has to confirm before it is released. */
  doubts: string[];
  confirmation: { by: string; by_name: string; at: string; intents: string[] } | null;
}

export interface Job {
  state: "idle" | "running" | "done" | "failed";
  step: string | null;
  percent: number;
  started_at: string | null;
  seconds: number;
  version: string | null;
  problem: string | null;
  findings: Finding[];
}

export interface Turn {
  text: string;
  expected: string | null;
  before: string;
  after: string;
  before_title: string;
  after_title: string;
  confidence_before: number;
  confidence_after: number;
  /** Of the replay alone: name and value of each. */
  entities_before?: [string, string][];
  entities_after?: [string, string][];
}

export interface IntentChange {
  intent: string;
  title: string;
  n: number;
  before: number;
  after: number;
  lower: number;
  verdict: "better" | "same" | "doubtful" | "worse";
}

export interface Comparison {
  against: string;
  heldout: { n: number; before: number; after: number; won: Turn[]; lost: Turn[] };
  replay: { n: number; differ: number; differ_entities?: number; changed: Turn[]; gone?: boolean };
  per_intent: IntentChange[];
  verdict: "may_release" | "confirm" | "refused";
  reasons: string[];
}

export interface Confusion {
  expected: string;
  predicted: string;
  n: number;
}

export interface Calibration {
  claimed: number;
  true: number;
  n: number;
}

export interface VersionDetail extends Version {
  comparison: Comparison | null;
  confusions: Confusion[];
  calibration: Calibration[];
  per_intent: { intent: string; title: string; n: number; f1: number }[];
}

export interface Versions {
  versions: Version[];
  serving: string | null;
  /** What an operator has to do so that the released version answers, if anything. */
  notice: string | null;
  servers: { server: string; version: string; problem: string | null }[];
  unreleased: number;
  job: Job;
}

export interface Script {
  key: string;
  file: string;
  situation: string;
  variables: Record<string, string>;
  lines: string[];
  changed_at: string | null;
  changed_by: string | null;
}

export interface ScriptProblem {
  message: string;
  word: string | null;
  instead: string | null;
  /** Whether the line cannot be saved with it; else it is only pointed out. */
  blocking: boolean;
}

/** What was said after a change; with `before`, what was said until the first one. */
export interface ScriptVersion {
  change: string;
  lines: string[];
  before: boolean;
}

export interface ScriptPreview {
  lines: { text: string; spoken: string | null; problems: ScriptProblem[] }[];
}
