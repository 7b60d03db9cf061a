/** All that an agent's desk knows, kept up to date over the live connection. */
import { computed, reactive, shallowReactive, watch } from "vue";
import { api } from "../api/desk";
import { ApiError } from "../api/http";
import type { Agent, DeskState, Frame, Line, Message, Offer, Packet, Presence } from "../api/types";
import { flash, play } from "../live/alert";
import { Socket, type Link } from "../live/socket";
import { forget, session, supervises } from "../session";
import { shut } from "./dialogs";
import { keepFor, outboxOf } from "./drafts";
import { openTalk, type Talk } from "./talk";
import { tell, warn } from "./tell";
import { hideAll } from "./unmask";

export const desk = reactive({
  state: null as DeskState | null,
  link: "closed" as Link,
  /** The conversation on screen. */
  current: null as string | null,
  /** Supervisors: everybody's status and load. */
  agents: null as Agent[] | null,
  /** Calls for a supervisor that nobody here has answered. */
  invites: [] as { conversation: string; from: string; text: string | null }[],
});

const talks = shallowReactive(new Map<string, Talk>());
/** What customers are writing in conversations that are not opened here yet. */
const early = new Map<string, string>();
const WHY_GONE: Record<string, string> = {
  accepted: "已由其他坐席接起",
  expired: "超过 30 秒未接，已转给下一位坐席",
  withdrawn: "客户已离开排队",
};
const PROVED = {
  accepted: "客户已通过身份验证",
  wrong: "客户输入的验证码或密码不正确，可请客户再试",
  locked: "验证多次未通过，该号码已暂停验证 30 分钟",
  expired: "验证码已过期，可重新发起验证",
};
const LOST_TRIES = 2;
const TYPING_EVERY_MS = 3000;
let lost = 0;
let typingTold = 0;

export const talk = computed(() => (desk.current ? (talks.get(desk.current) ?? null) : null));
export const lines = computed(() => desk.state?.conversations ?? []);
export const offers = computed(() => desk.state?.offers ?? []);
export const unread = computed(() => lines.value.reduce((sum, line) => sum + line.unread, 0));

const socket = new Socket({
  frame: (frame) => take(frame),
  link: (link) => void linked(link),
  ended: (reason) => forget(reason),
});

export function startDesk(): void {
  keepFor(session.staff!.number);
  socket.open();
}

function stopDesk(): void {
  socket.close();
  Object.assign(desk, { state: null, current: null, agents: null, invites: [] });
  talks.clear();
  early.clear();
  hideAll();
  shut();
}


/** Ask for the lists now; colleagues come and go without a frame to every agent. */
export async function refreshDesk(): Promise<void> {
  takeState(await api.state());
}

export function titleOfGroup(code: string | null): string {
  return desk.state?.groups.find((group) => group.code === code)?.title ?? code ?? "";
}

/** Show a conversation; one that is not loaded yet is. */
export function show(id: string | null): void {
  if (desk.current !== id) typing(false);
  if (desk.current && desk.current !== id) unfollow(desk.current);
  desk.current = id;
  if (id === null) return;
  const known = talks.has(id);
  const shown = talkOf(id);
  if (!known || shown.problem) void load(shown);
  else look();
}

/** The agent looks at the conversation on screen. */
export function look(): void {
  const shown = talk.value;
  if (!shown || document.hidden) return;
  shown.seen();
  const line = lines.value.find(({ conversation }) => conversation === shown.id);
  if (line) line.unread = 0;
}

/** Tell the customer that the agent is writing, or no longer; not at every key. */
export function typing(on: boolean): void {
  const at = Date.now();
  if (!desk.current || (on ? at - typingTold < TYPING_EVERY_MS : typingTold === 0)) return;
  typingTold = on ? at : 0;
  socket.send({ type: "typing", conversation: desk.current, on });
}

export async function accept(offer: Offer): Promise<void> {
  await answered(offer, async () => {
    taken(await api.accept(offer.handoff));
  });
}

export async function decline(offer: Offer): Promise<void> {
  await answered(offer, () => api.decline(offer.handoff));
}

export async function takeOver(conversation: string): Promise<void> {
  taken(await api.takeOver(conversation));
}

export async function setStatus(status: Presence, reason: string | null): Promise<void> {
  const present = await api.setStatus(status, reason);
  if (desk.state) desk.state.status = present;
}

/** The conversation on screen has been given away or ended by this agent. */
export function released(id: string, why: string): void {
  const left = talks.get(id);
  if (left) Object.assign(left, { gone: why });
  if (desk.state) desk.state.conversations = lines.value.filter(({ conversation }) => conversation !== id);
  show(lines.value[0]?.conversation ?? null);
}

export function dismissInvite(conversation: string): void {
  desk.invites = desk.invites.filter((invite) => invite.conversation !== conversation);
}

function taken(packet: Packet): void {
  const shown = talkOf(packet.conversation);
  shown.accept(packet);
  show(packet.conversation);
  void shown.suggest();
}

async function answered(offer: Offer, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    warn((error as ApiError).message);
  }
  withdraw(offer.handoff);
}

function withdraw(handoff: string): void {
  if (desk.state) desk.state.offers = offers.value.filter((offer) => offer.handoff !== handoff);
}

function talkOf(id: string): Talk {
  const known = talks.get(id);
  if (known) return known;
  const fresh = openTalk(id);
  fresh.preview = early.get(id) ?? "";
  early.delete(id);
  talks.set(id, fresh);
  return fresh;
}

async function load(shown: Talk): Promise<void> {
  await shown.load();
  const { packet } = shown;
  if (packet && !packet.mine && supervises()) follow(shown);
  if (packet?.may.speak) void shown.suggest();
  if (talk.value?.id === shown.id) look();
}

function follow(shown: Talk): void {
  socket.send({ type: "watch", conversation: shown.id, after: shown.transcript.complete });
}

function unfollow(id: string): void {
  const left = talks.get(id);
  if (left?.packet && !left.packet.mine) {
    socket.send({ type: "unwatch", conversation: id });
    talks.delete(id);
  }
}

async function linked(link: Link): Promise<void> {
  desk.link = link;
  if (link === "online") {
    lost = 0;
    for (const open of talks.values()) {
      if (open.transcript.messages.length) follow(open);
      open.hurry();
    }
  } else if (link === "lost") {
    lost += 1;
    // A session that has ended is refused at the door without a word: ask.
    if (lost === LOST_TRIES) await api.me().catch(() => {});
  }
}

function take(frame: Frame): void {
  if (frame.type === "state") takeState(frame.state);
  else if (frame.type === "message") takeMessage(frame);
  else if (frame.type === "offer") takeOffer(frame.offer);
  else if (frame.type === "offer_gone") takeOfferGone(frame.handoff, frame.why);
  else if (frame.type === "typing") takeTyping(frame.conversation, frame.who, frame.on);
  else if (frame.type === "draft") takePreview(frame.conversation, frame.text);
  else if (frame.type === "note") takeNote(frame);
  else if (frame.type === "invite") takeInvite(frame);
  else if (frame.type === "proposal") takeProposal(frame);
  else if (frame.type === "verified") takeVerified(frame.conversation, frame.outcome);
  else if (frame.type === "presence") desk.agents = frame.agents;
  else if (frame.type === "queue" && desk.state) desk.state.queue = frame.queue;
  else if (frame.type === "read") takeRead(frame.conversation, frame.read_seq, frame.unread);
  else if (frame.type === "error") warn(frame.message);
}

function takeState(state: DeskState): void {
  const before = desk.state;
  desk.state = state;
  for (const offer of state.offers) {
    if (before && !before.offers.some(({ handoff }) => handoff === offer.handoff)) call(offer);
  }
  const own = new Set(state.conversations.map(({ conversation }) => conversation));
  for (const [id, open] of talks) {
    if (own.has(id)) open.gone = null;
    else if (open.packet?.mine && !open.gone) leave(open);
  }
  for (const { conversation } of state.conversations) {
    if (outboxOf(conversation).length && !talks.has(conversation)) void load(talkOf(conversation));
  }
  // After a reload the desk goes on where it was; one conversation is enough to begin with.
  if (desk.current === null && state.conversations.length && before === null) {
    show(state.conversations[0]!.conversation);
  } else look();
}

/** An own conversation is no longer in the list: closed, transferred or taken over elsewhere. */
function leave(open: Talk): void {
  if (desk.current !== open.id) {
    talks.delete(open.id);
    return;
  }
  open.gone = "本会话已不在您名下（已结束、转出或被接管），以下内容仅供查看。";
  if (supervises()) void open.load();
}

function takeOffer(offer: Offer): void {
  if (!desk.state || offers.value.some(({ handoff }) => handoff === offer.handoff)) return;
  desk.state.offers.push(offer);
  call(offer);
}

function call(offer: Offer): void {
  play("offer");
  flash("新会话待接入");
  tell(`新会话待接入：${offer.reason_text}`);
}

function takeOfferGone(handoff: string, why: string): void {
  const known = offers.value.some((offer) => offer.handoff === handoff);
  withdraw(handoff);
  if (known && WHY_GONE[why]) tell(`待接会话${WHY_GONE[why]}`);
}

function takeMessage(frame: Extract<Frame, { type: "message" }>): void {
  const { conversation, message } = frame;
  const open = talks.get(conversation);
  const fresh = open?.packet ? open.take([message]).length > 0 : true;
  const line = lines.value.find((each) => each.conversation === conversation);
  if (line) Object.assign(line, lineAfter(line, message, frame));
  const heard = message.from === "customer" && fresh && line;
  if (message.from === "customer") early.delete(conversation);
  if (heard && (conversation !== desk.current || document.hidden)) {
    play("message");
    flash("客户新消息");
  }
  if (conversation === desk.current) look();
  if (message.from === "customer" && open?.packet?.may.speak) void open.suggest();
}

function lineAfter(line: Line, message: Message, frame: Extract<Frame, { type: "message" }>): Partial<Line> {
  const newer = message.seq >= (line.last?.seq ?? 0);
  return {
    last: newer ? message : line.last,
    last_seq: Math.max(line.last_seq, message.seq),
    unread: frame.unread ?? line.unread,
    waiting_since: frame.waiting_since ?? null,
  };
}

function takeTyping(conversation: string, who: string, on: boolean): void {
  const open = talks.get(conversation);
  if (open && who === "customer") open.typing = on;
}

function takePreview(conversation: string, text: string): void {
  const open = talks.get(conversation);
  if (open) open.preview = text;
  else early.set(conversation, text);
}

function takeNote({ conversation, note }: Extract<Frame, { type: "note" }>): void {
  const packet = talks.get(conversation)?.packet;
  if (packet && !packet.notes.some(({ id }) => id === note.id)) packet.notes.push(note);
  if (note.kind === "whisper" && note.author !== session.staff?.number) {
    play("whisper");
    flash("班长密语");
    if (conversation !== desk.current) tell(`班长密语：${note.text}`);
  }
}

function takeInvite(invite: Extract<Frame, { type: "invite" }>): void {
  dismissInvite(invite.conversation);
  desk.invites.push({ conversation: invite.conversation, from: invite.from, text: invite.text });
  play("whisper");
  flash("坐席请求协助");
}

function takeProposal({ proposal }: Extract<Frame, { type: "proposal" }>): void {
  const open = talks.get(proposal.conversation);
  const packet = open?.packet;
  if (!open || !packet) return;
  const place = packet.proposals.findIndex(({ id }) => id === proposal.id);
  if (place < 0) packet.proposals.push(proposal);
  else packet.proposals[place] = proposal;
  if (proposal.state === "done") void open.load(); // Account and orders are others now.
}

function takeVerified(conversation: string, outcome: keyof typeof PROVED): void {
  tell(PROVED[outcome]);
  const open = talks.get(conversation);
  if (open && outcome === "accepted") void open.load(); // More of the account is open now.
}

function takeRead(conversation: string, seq: number, count: number): void {
  const open = talks.get(conversation);
  if (open) open.readSeq = Math.max(open.readSeq, seq);
  const line = lines.value.find((each) => each.conversation === conversation);
  if (line) Object.assign(line, { read_seq: seq, unread: count });
}

document.addEventListener("visibilitychange", look);
// However a session ends, nothing of it stays on screen.
watch(
  () => session.staff,
  (staff) => {
    if (staff === null) stopDesk();
  },
);
