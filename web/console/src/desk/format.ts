/** How times, spans and people are written on the console. */
import type { Presence, Status, Who } from "../api/types";

const DAY = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai", dateStyle: "short" });
const CLOCK = new Intl.DateTimeFormat("zh-CN", {
  timeZone: "Asia/Shanghai",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hour12: false,
});
const SHORT = new Intl.DateTimeFormat("zh-CN", {
  timeZone: "Asia/Shanghai",
  month: "numeric",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hour12: false,
});

export const PRESENCE: Record<Presence, string> = { online: "在线", busy: "忙碌", break: "小休", offline: "离线" };
export const CHANNEL: Record<string, string> = { web: "网页", rest: "接口" };
export const OWNER: Record<string, string> = { bot: "小通服务中", queue: "排队中", agent: "人工服务中", closed: "已结束" };

/** `14:03:05`; another day's with the date. */
export function clock(at: string, today: number = Date.now()): string {
  const time = new Date(at);
  return DAY.format(time) === DAY.format(today) ? CLOCK.format(time) : SHORT.format(time);
}

/** `11/22 14:03`, as the staff write it. */
export function moment(at: string | null): string {
  return at ? SHORT.format(new Date(at)) : "—";
}

/** `2026-11-22`, of a time or a bare date. */
export function day(at: string | null): string {
  if (!at) return "—";
  return at.length === 10 ? at : DAY.format(new Date(at));
}

/** Seconds as `0:42`, `12:05` or `1:02:03`. */
export function span(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return "—";
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** Seconds from `at` until `now` (milliseconds). */
export function since(at: string | null, now: number): number {
  if (at === null) return Number.NaN;
  return (now - Date.parse(at)) / 1000;
}

/** Reasons that the server sets by itself. */
const SET_REASONS: Record<string, string> = { vanished: "掉线", supervising: "接管会话" };

/** `小休 · 就餐` */
export function statusText({ status, reason }: Status): string {
  return reason ? `${PRESENCE[status]} · ${SET_REASONS[reason] ?? reason}` : PRESENCE[status];
}

export function share(part: number | null): string {
  return part === null ? "—" : `${(part * 100).toFixed(part === 1 ? 0 : 1)}%`;
}

export function nameOf(who: Who): string {
  return who.name ?? (who.number ? "客户" : "未识别客户");
}

export function starsOf(who: Who): string {
  return who.stars ? "★".repeat(who.stars) : "";
}

/** `820 B`, `36 KB`, `2.4 MB`. */
export function bytes(size: number): string {
  if (size < 1024) return `${size} B`;
  const kilo = size / 1024;
  return kilo < 1000 ? `${Math.round(kilo)} KB` : `${(kilo / 1024).toFixed(1).replace(/\.0$/, "")} MB`;
}
