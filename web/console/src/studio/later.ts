/** Calls `act` once, a moment after the last time it was wanted. */
import { onBeforeUnmount } from "vue";

export function useLater(act: () => void, wait: number): () => void {
  let timer = 0;
  onBeforeUnmount(() => clearTimeout(timer));
  return () => {
    clearTimeout(timer);
    timer = window.setTimeout(act, wait);
  };
}
