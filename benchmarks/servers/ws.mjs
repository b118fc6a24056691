// node's ws, as its guide writes a server.
import { createRequire } from "node:module";

const { WebSocketServer } = createRequire(new URL("../peers/", import.meta.url))("ws");
const server = new WebSocketServer({ host: "127.0.0.1", port: Number(process.argv[2]), backlog: 1024 });

server.on("connection", (line) => {
  line.on("error", () => {});
  line.on("message", (data) => {
    const [kind, number, name, args] = JSON.parse(data);
    if (kind === "call") {
      if (name !== "echo.square") throw new Error(name);
      line.send(JSON.stringify(["reply", number, args[0] * args[0]]));
    } else {
      const text = JSON.stringify(["event", number]);
      for (const each of server.clients) each.send(text);
    }
  });
});
