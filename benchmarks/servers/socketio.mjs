// node's socket.io, with acknowledgements as answers.
import { createRequire } from "node:module";

const { Server } = createRequire(new URL("../peers/", import.meta.url))("socket.io");
const { createServer } = createRequire(import.meta.url)("node:http");
const http = createServer();
const server = new Server(http);

server.on("connection", (line) => {
  line.on("echo.square", (number, answer) => answer(number * number));
  line.on("publish", (text) => server.emit("event", text));
});
http.listen({ host: "127.0.0.1", port: Number(process.argv[2]), backlog: 1024 });
