// A line opened by hand, so that a test knows the length of each frame.
class Probe {
  constructor() {
    this.messages = [];
    this.waiting = [];
    this.closed = new Promise((resolve) => {
      this.socket = new WebSocket("/_pystream/line");
      this.socket.onclose = ({ code, reason, wasClean }) => resolve([code, reason, wasClean]);
    });
    this.opened = new Promise((resolve) => { this.socket.onopen = resolve; });
    this.socket.onmessage = ({ data }) => {
      if (this.waiting.length) this.waiting.shift()(data);
      else this.messages.push(data);
    };
  }

  next() {
    if (this.messages.length) return Promise.resolve(this.messages.shift());
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  async say(message) {
    await this.opened;
    this.socket.send(message);
    return JSON.parse(await this.next());
  }

  // Send what is given, which the server answers by closing: code, reason, whether by a handshake.
  async until_closed(...messages) {
    await this.opened;
    for (const message of messages) this.socket.send(message);
    return await this.closed;
  }

  // Begin to close from this side.
  async close(code, reason) {
    await this.opened;
    this.socket.close(code, reason);
    return await this.closed;
  }

  // A call of so many bytes; the bytes of the message that answers it, and whether the text is the same.
  async echo(id, bytes, filler) {
    const before = `["call",${id},"chat.echo",["`;
    const after = '"]]';
    const unit = new TextEncoder().encode(filler).length;
    const room = bytes - before.length - after.length;
    const text = filler.repeat(Math.floor(room / unit)) + "x".repeat(room % unit);
    this.socket.send(before + text + after);
    const answer = await this.next();
    const [kind, to, value] = JSON.parse(answer);
    return [new TextEncoder().encode(answer).length, kind === "reply" && to === id && value === text];
  }
}

globalThis.Probe = Probe;
