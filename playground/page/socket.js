// The line to the playground: events come in, requests go out and are answered, and it comes back by itself.
const PAUSES = [250, 500, 1000, 2000, 3000]; // milliseconds between attempts; the last one repeats
const WRONG_SECRET = 4001;
const UNREACHABLE = "The playground cannot be reached right now. Nothing was sent; what you typed is still here.";

/** Status: "open", "lost" (trying again) or "refused" (this browser was not let in). */
export class Line {
  #socket = null;
  #asked = new Map();
  #number = 0;
  #failures = 0;
  #timer = 0;
  #since; // when this page was opened, by the playground: a line that comes back goes on from there

  constructor({ member, onEvent, onStatus }) {
    Object.assign(this, { member, onEvent, onStatus });
    addEventListener("online", () => this.#hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.#hurry());
  }

  open() {
    clearTimeout(this.#timer);
    const socket = new WebSocket(`ws://${location.host}/play`);
    this.#socket = socket;
    socket.addEventListener("open", () =>
      socket.send(JSON.stringify({ op: "hello", member: this.member(), since: this.#since })),
    );
    socket.addEventListener("message", (event) => this.#receive(JSON.parse(event.data)));
    socket.addEventListener("close", (event) => socket === this.#socket && this.#closed(event.code));
  }

  /** Resolves to the answer; rejects with an Error whose message is a sentence for the person. */
  request(op, fields = {}) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return Promise.reject(new Error(UNREACHABLE));
    const n = ++this.#number;
    this.#socket.send(JSON.stringify({ op, n, ...fields }));
    return new Promise((resolve, reject) => this.#asked.set(n, { resolve, reject }));
  }

  #receive(event) {
    if (event.op === "state") {
      this.#failures = 0;
      this.#since ??= event.since;
      this.onStatus("open");
    }
    if (event.op !== "answer") return this.onEvent(event);
    const { resolve, reject } = this.#asked.get(event.n) ?? {};
    this.#asked.delete(event.n);
    if (event.ok) resolve?.(event);
    else reject?.(new Error(event.message));
  }

  #closed(code) {
    this.#socket = null;
    for (const { reject } of this.#asked.values()) reject(new Error(UNREACHABLE));
    this.#asked.clear();
    if (code === WRONG_SECRET) return this.onStatus("refused");
    this.onStatus("lost");
    const pause = PAUSES[Math.min(this.#failures++, PAUSES.length - 1)];
    this.#timer = setTimeout(() => this.open(), pause);
  }

  #hurry() {
    if (!this.#socket && this.#failures) this.open();
  }
}
