/** The live connection of the desk: comes back by itself, and proves every 20 s that it is there. */
import type { Frame } from "../api/types";
import { everySecond } from "./ticker";

export type Link = "connecting" | "online" | "lost" | "closed";

const PING_MS = 20_000;
/** An answer to a ping that takes longer means that the connection is dead. */
const PONG_MS = 8_000;
const RETRY_MS = [500, 1000, 2000, 4000, 8000];
const SESSION_ENDED = 4401;

export interface Listener {
  frame(frame: Frame): void;
  link(link: Link): void;
  ended(reason: string): void;
}

export class Socket {
  #listener: Listener;
  #socket: WebSocket | null = null;
  #open = false;
  #tries = 0;
  #retry = 0;
  /** When the last ping went out, and since when its answer is awaited; 0 when it is not. */
  #pinged = 0;
  #awaited = 0;
  #silence = () => {};
  #wake = () => this.#hurry();

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  open(): void {
    if (this.#open) return;
    this.#open = true;
    window.addEventListener("online", this.#wake);
    document.addEventListener("visibilitychange", this.#wake);
    this.#silence = everySecond(() => this.#beat());
    this.#connect();
  }

  close(): void {
    this.#open = false;
    window.removeEventListener("online", this.#wake);
    document.removeEventListener("visibilitychange", this.#wake);
    this.#silence();
    this.#stop();
    this.#socket?.close(1000);
    this.#socket = null;
    this.#listener.link("closed");
  }

  /** Send a frame when connected; what matters beyond the moment goes over HTTP instead. */
  send(frame: Record<string, unknown>): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #connect(): void {
    this.#stop();
    const url = new URL("/ws/desk", location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url);
    this.#socket = socket;
    this.#listener.link("connecting");
    socket.onopen = () => {
      this.#tries = 0;
      this.#pinged = Date.now();
      this.#listener.link("online");
    };
    socket.onmessage = (event) => this.#take(socket, event.data as string);
    socket.onclose = (event) => {
      if (socket === this.#socket) this.#closed(event.code);
    };
  }

  #take(socket: WebSocket, data: string): void {
    if (socket !== this.#socket) return;
    const frame = JSON.parse(data) as Frame;
    this.#awaited = 0;
    if (frame.type === "pong") return;
    if (frame.type === "session_ended") {
      this.close();
      this.#listener.ended(frame.reason);
      return;
    }
    this.#listener.frame(frame);
  }

  #closed(code: number): void {
    this.#stop();
    this.#socket = null;
    if (!this.#open) return;
    if (code === SESSION_ENDED) {
      this.close();
      this.#listener.ended("expired");
      return;
    }
    this.#listener.link("lost");
    const wait = RETRY_MS[Math.min(this.#tries, RETRY_MS.length - 1)]!;
    this.#tries += 1;
    // Many desks that lose one server must not come back in the same moment.
    this.#retry = window.setTimeout(() => this.#connect(), wait * (0.7 + Math.random() * 0.6));
  }

  #beat(): void {
    const at = Date.now();
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    if (this.#awaited && at - this.#awaited > PONG_MS) this.#drop();
    else if (at - this.#pinged >= PING_MS) this.#probe();
  }

  #probe(): void {
    this.#pinged = Date.now();
    this.#awaited ||= this.#pinged;
    this.send({ type: "ping" });
  }

  /** The connection says that it is open, but nobody answers. */
  #drop(): void {
    this.#socket?.close();
    this.#closed(1006);
  }

  /** The page is seen again, or the network is back: make sure at once. */
  #hurry(): void {
    if (!this.#open || document.hidden) return;
    if (this.#socket?.readyState === WebSocket.OPEN) this.#probe();
    else if (this.#socket === null) this.#connect();
  }

  #stop(): void {
    clearTimeout(this.#retry);
    this.#awaited = 0;
  }
}
