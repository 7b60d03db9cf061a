/** One beat a second for the whole page, also while it is in the background. */
import { ref } from "vue";
import { serverNow } from "../api/http";

type Beat = () => void;

const beats = new Set<Beat>();

/** The server's time in milliseconds, renewed every second: for clocks and countdowns on screen. */
export const now = ref(serverNow());

/** Call `beat` every second until the returned function is called. */
export function everySecond(beat: Beat): () => void {
  beats.add(beat);
  return () => beats.delete(beat);
}

const worker = new Worker(new URL("./tick.worker.ts", import.meta.url), { type: "module" });
worker.onmessage = () => {
  now.value = serverNow();
  for (const beat of beats) beat();
};
