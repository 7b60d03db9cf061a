/** What a trainer writes about an article, and how it is compared with what the server has. */
import type { KbArticle, Move, Problem } from "../api/article-types";

/** The fields that the editor changes; texts of several parts are written in one field. */
export interface ArticleForm {
  code: string;
  title: string;
  kind: string;
  answer: string;
  questions: string;
  keywords: string;
  categories: string;
  regions: string;
  disclosure: string;
  weight: number;
  valid_from: string;
  valid_until: string;
  links: string;
  offers: string;
  source: string;
  scope: string;
  audience: string;
  /** By channel; empty where the common answer counts. */
  answers: Record<string, string>;
}

/** Characters that the server takes. */
export const LONGEST = { code: 40, title: 60, source: 120, scope: 60, answer: 20_000 };
const EVERYONE = "everyone";
export const DISCLOSURE: Record<string, string> = {
  public: "公开：客户和坐席都看得到",
  on_request: "问到才说：客户明确问起时才回答",
  internal: "仅内部：只给坐席看，绝不对客户说",
};
export const MOVES: Record<Move, string> = { submit: "提交审核", approve: "通过并发布", reject: "退回修改", discard: "放弃这一版", withdraw: "下架" };
/** What the fields of an article are called. */
const FIELDS: Record<string, string> = {
  code: "编码",
  title: "标题",
  kind: "类别",
  answer: "回答",
  answers: "各渠道的回答",
  questions: "问法",
  keywords: "关键词",
  categories: "分类",
  regions: "适用地区",
  audience: "适用客户",
  scope: "适用范围",
  disclosure: "公开范围",
  weight: "权重",
  valid_from: "从哪天起有效",
  valid_until: "到哪天为止",
  links: "相关文章",
  offers: "价格取自",
  source: "依据",
  author: "作者",
  reviewer: "审核人",
};
/** Blanks belong to a word: SIM card is one. */
const PARTS = /[,，、;；\n]/;

const joined = (parts: string[] | undefined) => (parts ?? []).join("，");
const named = (audience: string[] | undefined) => (audience ?? []).filter((each) => each !== EVERYONE);

export function formOf(article: Partial<KbArticle>): ArticleForm {
  return {
    code: article.code ?? "",
    title: article.title ?? "",
    kind: article.kind ?? "",
    answer: article.answer ?? "",
    questions: (article.questions ?? []).join("\n"),
    keywords: joined(article.keywords),
    categories: joined(article.categories),
    regions: joined(article.regions),
    disclosure: article.disclosure ?? "public",
    weight: article.weight ?? 5,
    valid_from: article.valid_from ?? "",
    valid_until: article.valid_until ?? "",
    links: joined(article.links),
    offers: joined(article.offers),
    source: article.source ?? "",
    scope: article.scope ?? "",
    audience: joined(named(article.audience)),
    answers: { ...article.answers },
  };
}

/** The article that `form` says; what the editor does not show stays as it was `before`. */
export function articleOf(form: ArticleForm, before: Partial<KbArticle>): Partial<KbArticle> {
  // A list that nobody touched stays as it is, whatever its entries hold.
  const several = (text: string, was: string[] | undefined) =>
    text === joined(was) ? (was ?? []) : text.split(PARTS).map((each) => each.trim()).filter(Boolean);
  const audience = several(form.audience, named(before.audience));
  return {
    ...before,
    code: form.code.trim(),
    title: form.title.trim(),
    kind: form.kind,
    answer: form.answer.trim(),
    questions: form.questions.split("\n").map((line) => line.trim()).filter(Boolean),
    keywords: several(form.keywords, before.keywords),
    categories: several(form.categories, before.categories),
    regions: several(form.regions, before.regions),
    disclosure: form.disclosure,
    weight: form.weight,
    valid_from: form.valid_from || null,
    valid_until: form.valid_until || null,
    links: several(form.links, before.links),
    offers: several(form.offers, before.offers),
    source: form.source.trim(),
    scope: form.scope.trim(),
    audience: audience.length ? audience : [EVERYONE],
    answers: Object.fromEntries(Object.entries(form.answers).filter(([, text]) => text.trim())),
  };
}

export function fieldTitle(field: string): string {
  return FIELDS[field] ?? field;
}

/** `标题：必填，不能为空` */
export function problemText({ field, message }: Problem): string {
  return field ? `${fieldTitle(field)}：${message}` : message;
}

export function sameForm(one: ArticleForm, other: ArticleForm): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
