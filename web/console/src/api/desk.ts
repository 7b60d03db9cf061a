/** Every call of the desk's API, by name. */
import { get, post, put } from "./http";
import type { RecordFilters, Row } from "./record-types";
import type {
  Account,
  AccountAction,
  Article,
  DeskState,
  Finding,
  Message,
  Note,
  Order,
  Packet,
  Presence,
  Proposal,
  QuickReply,
  Staff,
  Status,
  Suggestion,
  Supervision,
  Ticket,
  WrapUpCodes,
} from "./types";

const DESK = "/api/desk";
const of = (conversation: string) => `${DESK}/conversations/${encodeURIComponent(conversation)}`;
const handoffOf = (handoff: string) => `${DESK}/handoffs/${encodeURIComponent(handoff)}`;

export interface Login {
  number: string;
  password: string;
  totp?: string;
}

export interface Search {
  q?: string;
  number?: string;
  agent?: string;
  owner?: string;
  channel?: string;
  reason?: string;
  code?: string;
  rating?: string;
  intent?: string;
  understanding?: string;
  from?: string;
  to?: string;
  page?: number;
  size?: number;
}

export const SEARCH = "/api/admin/conversations";
export const EXPORT = `${SEARCH}/export`;

export const api = {
  login: (login: Login) => post<{ staff: Staff; csrf: string }>(`${DESK}/login`, login),
  logout: () => post(`${DESK}/logout`),
  me: () => get<{ staff: Staff; csrf: string; status: Status; expires_at: string }>(`${DESK}/me`),
  changePassword: (old: string, fresh: string) => put(`${DESK}/password`, { old, new: fresh }),

  state: () => get<DeskState>(`${DESK}/state`),
  setStatus: (status: Presence, reason: string | null) => put<Status>(`${DESK}/status`, { status, reason }),
  accept: (handoff: string) => post<Packet>(`${handoffOf(handoff)}/accept`),
  decline: (handoff: string) => post(`${handoffOf(handoff)}/decline`),

  packet: (id: string) => get<Packet>(of(id)),
  messages: (id: string, span: { after?: number; before?: number; limit?: number }) =>
    get<{ messages: Message[]; last_seq: number }>(`${of(id)}/messages`, span),
  say: (id: string, client_id: string, text: string, override_reason?: string) =>
    post<Message>(`${of(id)}/messages`, { client_id, text, override_reason }),
  lint: (id: string, text: string) =>
    post<{ findings: Finding[]; suggestion: string | null }>(`${of(id)}/lint`, { text }),
  read: (id: string, seq: number) => post<{ read_seq: number; unread: number }>(`${of(id)}/read`, { seq }),
  note: (id: string, text: string, kind: "note" | "whisper") => post<Note>(`${of(id)}/notes`, { text, kind }),
  transfer: (id: string, to: { to_agent?: string; to_group?: string; note: string }) =>
    post(`${of(id)}/transfer`, to),
  hold: (id: string) => post<Message>(`${of(id)}/hold`),
  giveBack: (id: string, settled: string) => post(`${of(id)}/return`, { settled }),
  close: (id: string, wrapUp: { code: string; result: string; note: string }) =>
    post<{ messages: Message[] }>(`${of(id)}/close`, wrapUp),
  wrapUpCodes: () => get<WrapUpCodes>(`${DESK}/wrap-up-codes`),
  unmask: (id: string, reason: string) =>
    post<{ name: string | null; number: string | null }>(`${of(id)}/unmask`, { reason }),
  verify: (id: string, kind: "code" | "password", number?: string) =>
    post<{ kind: string; expires_at: string }>(`${of(id)}/verify`, { kind, number }),
  invite: (id: string, text: string) => post(`${of(id)}/invite`, { text }),

  account: (id: string) => get<{ account: Account | null }>(`${of(id)}/account`),
  tickets: (id: string) => get<{ tickets: Ticket[] }>(`${of(id)}/tickets`),
  openTicket: (id: string, ticket: { kind: string; subject?: string; summary: string; client_id: string }) =>
    post<Ticket>(`${of(id)}/tickets`, ticket),
  orders: (id: string) => get<{ orders: Order[] }>(`${of(id)}/orders`),
  actions: (id: string) => get<{ actions: AccountAction[] }>(`${of(id)}/account/actions`),
  propose: (id: string, action: string, item?: string) =>
    post<Proposal>(`${of(id)}/account/actions`, { action, item }),
  withdraw: (id: string, proposal: string) =>
    post<Proposal>(`${of(id)}/account/actions/${encodeURIComponent(proposal)}/withdraw`),

  quickReplies: (q: string, conversation: string) =>
    get<{ replies: QuickReply[] }>(`${DESK}/quick-replies`, { q, conversation }),
  knowledge: (q: string) => get<{ articles: Article[] }>(`${DESK}/knowledge`, { q }),
  articleFile: (id: string) => `${DESK}/knowledge/files/${encodeURIComponent(id)}`,
  suggestions: (conversation: string) =>
    get<{ suggestions: Suggestion[] }>(`${DESK}/suggestions`, { conversation }),
  judge: (suggestion: string, outcome: "used" | "edited" | "ignored") =>
    post(`${DESK}/suggestions/${encodeURIComponent(suggestion)}`, { outcome }),

  supervision: () => get<Supervision>(`${DESK}/supervisor`),
  forceStatus: (number: string, status: Presence, reason: string) =>
    put<Status>(`${DESK}/agents/${encodeURIComponent(number)}/status`, { status, reason }),
  takeOver: (id: string) => post<Packet>(`${of(id)}/takeover`),
  assign: (handoff: string, to_agent: string) => post(`${handoffOf(handoff)}/assign`, { to_agent }),

  search: (search: Search) =>
    get<{ conversations: Row[]; total: number; page: number; size: number; partial: boolean }>(SEARCH, { ...search }),
  recordFilters: () => get<RecordFilters>(`${SEARCH}/filters`),
  record: (id: string) =>
    get<{ row: Row; messages: Message[]; notes: Note[] }>(`${SEARCH}/${encodeURIComponent(id)}`),
};
