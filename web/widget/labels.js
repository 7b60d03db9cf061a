/**
 * Every word the page itself says. What the service says comes from the server.
 * A host page may replace single entries: `Object.assign(labels, {title: "…"})`.
 */
export const labels = {
  title: "在线客服",
  online: "在线，随时为您服务",
  connecting: "正在连接…",
  offline: "暂时无法连接",
  reconnecting: "正在重新连接…",
  restored: "已恢复连接",
  open: "打开在线客服",
  openUnread: (count) => `打开在线客服，${count} 条新消息`,
  close: "收起在线客服",
  skip: "跳到输入框",
  log: "对话内容",
  empty: "请在下方输入您想咨询的问题",
  latest: "回到最新消息",
  more: "下面还有内容",
  fresh: (count) => `有 ${count} 条新消息`,
  typing: "正在为您查询，请稍候",

  /** What the header says of who serves the customer. */
  servedByAgent: (agent) => (agent ? `人工客服 ${agent} 号为您服务` : "人工客服为您服务"),
  servedInQueue: (position) => (position ? `正在排队，第 ${position} 位` : "正在为您转接人工客服"),
  agentTyping: "客服代表正在输入",
  agentName: (agent) => (agent ? `人工客服 ${agent} 号` : "人工客服"),
  queue: {
    waiting: { title: "正在排队", hint: "马上为您接通" },
    unstaffed: { title: "已为您登记", hint: "客服代表一回来就接入" },
    closed: { title: "人工客服休息中", hint: "您可以现在留言" },
    position: (position) => `第 ${position} 位`,
    minutes: (minutes) => `预计等待约 ${minutes} 分钟`,
  },

  speakers: { customer: "您", bot: "智能客服", agent: "人工客服", system: "系统消息" },
  status: { sending: "发送中", sent: "已送达", failed: "发送失败，点击重试" },
  yesterday: "昨天",
  today: "今天",

  compose: "请输入消息",
  placeholder: "请输入您的问题",
  send: "发送",
  counter: (used, limit) => `${used}/${limit}`,
  tooLong: (limit, over) => `一次最多发送 ${limit} 字，请精简 ${over} 字后再发送`,
  wait: (seconds) => `请 ${seconds} 秒后再试`,
  dismiss: "知道了",

  choices: "快捷回复",
  image: "图片，点击查看大图",
  imageBroken: "图片暂时无法显示",
  files: "可下载的文件",
  fileSize: (size) => (size < 1024000 ? `${Math.ceil(size / 1024)} KB` : `${(size / 1048576).toFixed(1)} MB`),
  chart: (title, unit, values) => `${title}${unit ? `（${unit}）` : ""}：${values}`,
  bar: (label, value) => `${label} ${value}`,
  running: "截至目前",
  runningBar: (label) => `${label}（截至目前）`,

  rating: "请为本次服务评分",
  star: (score, meaning) => `${score} 星${meaning ? `，${meaning}` : ""}`,
  starMeanings: ["非常不满意", "不满意", "一般", "满意", "非常满意"],
  rated: (score) => `您已评价 ${score} 星，感谢您的反馈`,
  solvedAsk: "您的问题解决了吗？",
  solved: "已解决",
  unsolved: "未解决",
  submitRating: "提交评价",

  secret: {
    code: (length) => `请输入 ${length} 位验证码`,
    password: (length) => `请输入 ${length} 位服务密码`,
    new_password: (length) => `请输入 ${length} 位新密码`,
    hint: "仅用于本次身份验证，不会显示或保存",
    hintNew: "加密保护，不会显示在对话里",
    digitsOnly: "这里只能输入数字，想说别的请改用文字",
    confirm: "确认",
    cancel: "取消，改用文字",
  },
  mask: "●",
};
