/** Passing notices, for what needs no answer. */
import { ElMessage } from "element-plus";

/** Below the bar and the buttons of a conversation, which must stay in sight. */
const BELOW_PX = 108;

export function tell(message: string): void {
  ElMessage({ message, type: "info", grouping: true, offset: BELOW_PX, duration: 3500 });
}

export function done(message: string): void {
  ElMessage({ message, type: "success", grouping: true, offset: BELOW_PX, duration: 2500 });
}

export function warn(message: string): void {
  ElMessage({ message, type: "warning", grouping: true, offset: BELOW_PX, duration: 5000, showClose: true });
}
