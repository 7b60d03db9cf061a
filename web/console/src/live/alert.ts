/** Calls an agent who looks elsewhere: a sound, and the title of the tab. */
import { ref, watch } from "vue";

const KEPT = "xiaotong-desk-sound";
const FLASH_MS = 1000;

/** Whether this browser may make a sound. */
export const sound = ref(localStorage.getItem(KEPT) !== "off");
watch(sound, (on) => localStorage.setItem(KEPT, on ? "on" : "off"));

/** Notes of each call, in hertz: an offer is not mistaken for a message. */
const TUNES = { offer: [660, 880, 660, 880], message: [740], whisper: [520, 660] };

let audio: AudioContext | null = null;
let flashing = 0;
let title = "";

export function play(tune: keyof typeof TUNES): void {
  if (!sound.value) return;
  audio ??= new AudioContext();
  // Until the agent has touched the page once, the browser keeps it silent.
  if (audio.state === "suspended") void audio.resume();
  TUNES[tune].forEach((pitch, index) => note(audio!, pitch, index * 0.16));
}

/** Show `text` in the tab by turns with the title, until the page is looked at. */
export function flash(text: string): void {
  if (!document.hidden && document.hasFocus()) return;
  if (!flashing) title = document.title;
  clearInterval(flashing);
  let on = false;
  flashing = window.setInterval(() => {
    on = !on;
    document.title = on ? `【${text}】` : title;
  }, FLASH_MS);
}

function calm(): void {
  if (!flashing) return;
  clearInterval(flashing);
  flashing = 0;
  document.title = title;
}

window.addEventListener("focus", calm);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) calm();
});

function note(context: AudioContext, pitch: number, after: number): void {
  const from = context.currentTime + after;
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(0.0001, from);
  volume.gain.exponentialRampToValueAtTime(0.12, from + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, from + 0.14);
  tone.connect(volume).connect(context.destination);
  tone.start(from);
  tone.stop(from + 0.15);
}
