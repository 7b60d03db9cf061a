/** The shapes of the desk's API, as docs/desk-api.md names them. */
import type { MessageReading } from "./record-types";

export type Role = "agent" | "supervisor" | "trainer";
export type Presence = "offline" | "online" | "busy" | "break";
export type Owner = "bot" | "queue" | "agent" | "closed";

export interface Staff {
  number: string;
  name: string;
  role: Role;
  groups: string[];
  capacity: number | null;
  totp: boolean;
}

export interface Status {
  status: Presence;
  reason: string | null;
  /** Null for somebody who was never there. */
  since: string | null;
}

export interface Who {
  name: string | null;
  number: string | null;
  stars: number | null;
}

export interface Button {
  title: string;
  payload: string;
}

export interface Message {
  seq: number;
  at: string;
  from: "customer" | "bot" | "agent" | "system";
  text?: string | null;
  buttons?: Button[] | null;
  image?: string | null;
  custom?: Record<string, unknown> | null;
  agent?: string | null;
  client_id?: string | null;
  /** For supervisors and trainers who look back: what the bot made of a customer's words. */
  reading?: MessageReading;
}

export interface Line {
  conversation: string;
  handoff: string;
  channel: string;
  who: Who;
  owner: Owner;
  agent: string | null;
  reason: string;
  reason_text: string;
  group: string;
  accepted_at: string | null;
  last: Message | null;
  last_seq: number;
  read_seq: number;
  unread: number;
  waiting_since: string | null;
}

export interface Transfer {
  from: string;
  note: string;
}

export interface Offer {
  handoff: string;
  conversation: string;
  who: Who;
  reason: string;
  reason_text: string;
  group: string;
  priority: number;
  requested_at: string;
  waiting_since: string;
  offered_until: string;
  summary: string;
  transfer: Transfer | null;
}

export interface Waiting extends Offer {
  position: number;
  offered_to: string | null;
}

export interface Queue {
  waiting: number;
  longest_seconds: number;
  expected_seconds: number | null;
  online: number;
  free: number;
  active: number;
}

export interface Agent {
  number: string;
  name: string;
  groups: string[];
  status: Status;
  capacity: number;
  active: number;
  conversations: string[];
}

export interface Note {
  id: string | number;
  at: string;
  author: string;
  author_name: string;
  kind: "note" | "whisper" | "transfer";
  text: string;
}

export interface Ticket {
  id: string;
  kind: string;
  kind_text: string;
  state: string;
  state_text: string;
  summary: string;
  opened_at: string;
  due_at: string | null;
  overdue: boolean;
  priority: string | number | null;
  assignee: string | null;
}

export interface Order {
  id: string;
  kind: string;
  kind_text: string;
  name: string;
  fee: string | null;
  state: string;
  state_text: string;
  ordered_at: string;
  effective_at: string | null;
  revocable: boolean;
}

export interface Proposal {
  id: string;
  conversation: string;
  action: string;
  lines: string[];
  state: "open" | "done" | "declined" | "expired" | "failed" | "withdrawn";
  at: string;
  expires_at: string;
  result: string | null;
}

export interface Finding {
  start: number;
  length: number;
  word: string;
  instead: string;
  kind: "taboo" | "placeholder" | "negative";
  /** Whether the draft is held for it; else it is only pointed out. */
  blocking: boolean;
}

export interface Customer extends Who {
  verified: string[];
  verified_text: string;
}

export interface Intent {
  intent: string;
  title: string;
  confidence: number;
  said: string;
  ranking?: { intent: string; title: string; confidence: number }[];
}

export interface Manner {
  kind: string;
  title: string;
  evidence: string[];
  advice: string;
}

export interface Matter {
  summary: string[];
  intents: Intent[];
  form: { name: string; title: string } | null;
  slots: { name: string; title: string; value: string }[];
  failed_turns: number;
  manner: Manner | null;
}

export interface Usage {
  resource: string;
  title: string;
  used: string | number;
  total: string | number | null;
}

export interface Account {
  status: string | null;
  status_text: string | null;
  balance: string | null;
  arrears: string | null;
  package: {
    code: string;
    name: string;
    fee: string;
    since: string | null;
    contract_end: string | null;
  } | null;
  usage: Usage[] | null;
  bill: { month: string; total: string } | null;
  subscriptions: { code: string; name: string; fee: string; since: string; ordered_by: string }[] | null;
  points: number | null;
  joined: string | null;
  broadband: string | null;
  closed: string[];
}

export interface Handoff {
  id: string;
  state: string;
  reason: string;
  reason_text: string;
  group: string;
  priority: number;
  requested_at: string;
  accepted_at: string | null;
  transfer: Transfer | null;
}

export interface Packet {
  conversation: string;
  channel: string;
  owner: Owner;
  agent: string | null;
  mine: boolean;
  may: { speak: boolean; take_over: boolean; close: boolean };
  handoff: Handoff | null;
  customer: Customer;
  matter: Matter | null;
  account: Account | null;
  tickets: Ticket[];
  orders: Order[];
  proposals: Proposal[];
  notes: Note[];
  messages: Message[];
  last_seq: number;
  read_seq: number;
  more_before: boolean;
}

export interface Group {
  code: string;
  title: string;
}

export interface StatusChoice {
  code: Presence;
  title: string;
  reasons: string[];
}

export interface Colleague {
  number: string;
  name: string;
  groups: string[];
  status: Presence | Status;
}

export interface DeskState {
  me: Staff;
  status: Status;
  conversations: Line[];
  offers: Offer[];
  queue: Queue;
  groups: Group[];
  statuses: StatusChoice[];
  colleagues: Colleague[];
}

export interface WrapUpCodes {
  intents: { code: string; title: string }[];
  results: { code: string; title: string; solved: boolean }[];
}

export interface QuickReply {
  id: string;
  title: string;
  text: string;
  initials: string;
  folder: string;
}

export interface Suggestion {
  id: string;
  intent: string;
  title: string;
  text: string;
  source: "quick_reply" | "account" | "knowledge";
  confidence: number;
}

/** An article of the knowledge base as staff see it; what is `internal` is never to be said. */
export interface Article extends Record<"audience" | "regions", string[]> {
  code: string;
  title: string;
  text: string;
  score: number;
  source: string | null;
  changed_at: string | null;
  internal: boolean;
  attachments: ArticleFile[];
}

export interface ArticleFile {
  id: string;
  name: string;
  size: number;
}

export interface AccountAction {
  action: string;
  title: string;
  items: { code: string; name: string; fee: string | null }[];
}

export interface Supervision {
  queue: Queue;
  waiting: Waiting[];
  agents: Agent[];
  active: Line[];
  groups: (Group & { waiting: number; online: number; free: number; longest_seconds: number })[];
  today: {
    requested: number;
    accepted: number;
    abandoned: number;
    left_message: number;
    within_30s: number;
    service_level: number | null;
    average_wait_seconds: number | null;
    average_handling_seconds: number | null;
    satisfaction: number | null;
    taboo_held: number;
    suggestions_used: number | null;
  };
}

/** What the server pushes over /ws/desk. */
export type Frame =
  | { type: "state"; state: DeskState }
  | { type: "message"; conversation: string; message: Message; unread: number; waiting_since: string | null }
  | { type: "offer"; offer: Offer }
  | { type: "offer_gone"; handoff: string; conversation: string; why: string }
  | { type: "typing"; conversation: string; who: "customer" | "agent"; on: boolean }
  | { type: "draft"; conversation: string; text: string }
  | { type: "note"; conversation: string; note: Note }
  | { type: "invite"; conversation: string; from: string; text: string | null }
  | { type: "proposal"; proposal: Proposal }
  | { type: "verified"; conversation: string; outcome: "accepted" | "wrong" | "locked" | "expired" }
  | { type: "presence"; agents: Agent[] }
  | { type: "queue"; queue: Queue }
  | { type: "read"; conversation: string; read_seq: number; unread: number }
  | { type: "pong" }
  | { type: "error"; error: string; message: string; retry_after?: number }
  | { type: "session_ended"; reason: "expired" | "logged_out" | "changed" | "forced" };
