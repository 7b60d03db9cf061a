/** What the studio calls things, in a trainer's words. */
import type { Area, ItemDecision, ItemState, Reason, Severity, Version } from "../api/studio-types";

export const REASON: Record<Reason, string> = {
  taught_but_wrong: "教过仍认错",
  picked: "同事挑选",
  fallback: "没听懂",
  low_confidence: "拿不准",
  corrected: "客户纠正过",
  handed_over: "随即转人工",
  rated_low: "评价低",
  other_summary: "与坐席小结不符",
};

export const ITEM_STATE: Record<ItemState, string> = {
  open: "待处理",
  labelled: "已标注",
  skipped: "已跳过",
  not_ours: "不属于我们",
};

/** What somebody did to a message; null for what says nothing new. */
export function decisionText({ action, title, colleague, note, why }: ItemDecision): string | null {
  switch (action) {
    case "picked":
      return "从会话里放进收件箱";
    case "labelled":
      return `标为「${title}」`;
    case "skipped":
      return note ? `跳过：${note}` : "跳过";
    case "not_ours":
      return title ? "不属于我们，并教小通认得" : "不属于我们";
    case "assigned":
      return colleague ? `指派给 ${colleague}` : "取消指派";
    case "undone":
      return "撤销了决定，重新待处理";
    case "restored":
      return `恢复为「${title}」`;
    case "reopened":
      return why === "taught_but_wrong" ? `标为「${title}」并发布后仍然认错，自动重新待处理` : "没有写入，重新待处理";
    default:
      return null;
  }
}

export const SEVERITY: Record<Severity, string> = { error: "必须改", warning: "建议改", note: "提示" };
export const SEVERITY_PILL: Record<Severity, string> = { error: "danger", warning: "amber", note: "blue" };

export const AREA: Record<Area, string> = {
  corpus: "语料",
  synonyms: "同义词",
  dictionary: "词典",
  scripts: "话术",
  knowledge: "知识库",
  release: "发布",
  inbox: "收件箱",
};

export const VERSION_STATE: Record<Version["state"], string> = {
  candidate: "待发布",
  released: "使用中",
  retired: "已下线",
  refused: "未通过",
  failed: "训练失败",
};
export const VERSION_PILL: Record<Version["state"], string> = {
  candidate: "blue",
  released: "good",
  retired: "",
  refused: "amber",
  failed: "danger",
};

export const VERDICT = { better: "变好", same: "持平", doubtful: "可能变差", worse: "变差" } as const;
export const VERDICT_PILL = { better: "good", same: "", doubtful: "amber", worse: "danger" } as const;

/** `86.4%` */
export function percent(part: number | null | undefined, places = 1): string {
  return part === null || part === undefined ? "—" : `${(part * 100).toFixed(places)}%`;
}

/** `+1.2`, in points of a hundred. */
export function points(difference: number): string {
  const rounded = (difference * 100).toFixed(1);
  return difference >= 0 ? `+${rounded}` : rounded.replace("-", "−");
}
