/** Times as the service speaks them: Asia/Shanghai, wherever the customer's device is. */
import { labels } from "./labels.js";

const GAP_MS = 5 * 60 * 1000;
const PARTS = new Intl.DateTimeFormat("zh-CN", {
  timeZone: "Asia/Shanghai",
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/**
 * The separator to show above a message, or null when it follows closely on the one before.
 * @param {Date|null} before time of the message above
 * @param {Date} at
 * @param {Date} now
 */
export function separator(before, at, now) {
  const here = partsOf(at);
  const sameDay = before !== null && partsOf(before).day === here.day;
  if (sameDay && at - before < GAP_MS) return null;
  return sameDay ? here.time : `${dayLabel(here, now)} ${here.time}`;
}

function dayLabel(here, now) {
  const today = partsOf(now);
  if (here.day === today.day) return labels.today;
  if (here.day === partsOf(new Date(now.getTime() - 24 * 3600 * 1000)).day) return labels.yesterday;
  const date = `${here.month}月${here.date}日`;
  return here.year === today.year ? date : `${here.year}年${date}`;
}

function partsOf(moment) {
  const part = {};
  for (const { type, value } of PARTS.formatToParts(moment)) part[type] = value;
  return {
    year: part.year,
    month: part.month,
    date: part.day,
    day: `${part.year}-${part.month}-${part.day}`,
    time: `${part.hour}:${part.minute}`,
  };
}
