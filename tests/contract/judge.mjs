// Holds every call that Hailer made in its tests, and every answer that the stand-in gave, against GitHub's own description of
// its API: prism stands between as a proxy that rejects what isn't as described.
//
//     node judge.mjs NODE_MODULES EXCHANGES SOURCES
//
// EXCHANGES is what tests/support/github/server/record.rs keeps, SOURCES the folder of Hailer's client. Fails if a call or an
// answer is rejected and unjudged.json doesn't say why that can't be judged, if something there never came up, and if a public
// call of the client (calls.json) wasn't seen.

import { spawn } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";

const [modules, folder, sources] = process.argv.slice(2);
const here = path.dirname(fileURLToPath(import.meta.url));
const json = (file) => JSON.parse(readFileSync(file, "utf8"));
const description = path.join(modules, "@octokit/openapi/generated/api.github.com.json");
/** Milliseconds that prism may take to read GitHub's description. */
const PATIENCE = 180_000;
const NUMBER = "x-exchange";

const exchanges = readdirSync(folder).sort().map((file) => json(path.join(folder, file)));
if (exchanges.length === 0) throw new Error(`no exchanges in ${folder}`);

/** By operation, the statuses that it is described to answer with. prism lets others through unseen. */
const statuses = new Map(
  Object.values(json(description).paths)
    .flatMap((all) => Object.values(all))
    .map((one) => [one.operationId, Object.keys(one.responses ?? {})]),
);

/** Answers each call as it was answered then. What arrives here was not rejected. */
const arrived = new Set();
const upstream = http.createServer((asked, answer) => {
  const number = Number(asked.headers[NUMBER]);
  arrived.add(number);
  asked.resume();
  const then = exchanges[number]?.answer ?? { status: 599, headers: {}, body: "" };
  // prism would go where an answer sends it, and read the JSON of none.
  const left = ["content-length", "transfer-encoding", "location", ...(then.body ? [] : ["content-type"])];
  const headers = Object.entries(then.headers).filter(([name]) => !left.includes(name));
  answer.writeHead(then.status, Object.fromEntries(headers)).end(then.body);
});

const listens = (server) =>
  new Promise((done) => server.listen(0, "127.0.0.1", () => done(server.address().port)));

const freePort = async () => {
  const server = net.createServer();
  const port = await listens(server);
  await new Promise((done) => server.close(done));
  return port;
};

/** One request, with the whole answer. */
const send = (port, { method, path, headers, body }) =>
  new Promise((done, failed) => {
    const request = http.request({ host: "127.0.0.1", port, method, path, headers, agent: false }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part) => (text += part));
      answer.on("end", () => done({ status: answer.statusCode, headers: answer.headers, body: text }));
      answer.on("error", failed);
    });
    request.on("error", failed);
    request.end(body);
  });

const startPrism = async (upstreamPort) => {
  const port = await freePort();
  const prism = spawn(
    path.join(modules, ".bin/prism"),
    ["proxy", "--errors", "--port", `${port}`, "--verboseLevel", "error", description, `http://127.0.0.1:${upstreamPort}`],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  let ended = false;
  prism.on("exit", () => (ended = true));
  const until = Date.now() + PATIENCE;
  for (;;) {
    if (ended || Date.now() > until) throw new Error("prism didn't start");
    const up = await send(port, { method: "GET", path: "/zen" }).catch(() => undefined);
    if (up) return { port, prism };
    await new Promise((done) => setTimeout(done, 250));
  }
};

/** What prism says against something, in a line. */
const words = (body) => {
  try {
    const said = JSON.parse(body);
    const all = (said.validation ?? []).map((one) => `${one.location.join(".")}: ${one.message}`);
    return [said.title ?? "?", ...new Set(all)].join("; ");
  } catch {
    return body.slice(0, 300);
  }
};

/** undefined, or what was rejected and why. */
const judge = async (port, exchange, number) => {
  const { operation, method, path, body } = exchange;
  const { host, "content-length": _, ...headers } = exchange.headers;
  headers[NUMBER] = `${number}`;
  headers.authorization = "Bearer none";
  const answer = await send(port, { method, path, headers, body });
  const name = operation || `${method} ${path}`;
  if (!arrived.has(number)) return { what: "call", name, path, status: answer.status, why: words(answer.body) };
  const then = exchange.answer;
  if (!then) return undefined;
  const rejected = (why) => ({ what: "answer", name, path, status: then.status, why });
  if (answer.status !== then.status || answer.body !== then.body) return rejected(words(answer.body));
  if (!statuses.get(operation)?.includes(`${then.status}`)) return rejected("status not described");
  return undefined;
};

const unjudged = json(path.join(here, "unjudged.json")).map((one) => ({ ...one, times: 0 }));
const isMeant = (one, found) =>
  one.what === found.what &&
  (one.operation === undefined || one.operation === found.name) &&
  (one.path === undefined || new RegExp(one.path).test(found.path)) &&
  (one.status === undefined || one.status === found.status) &&
  new RegExp(one.prism).test(found.why);

const main = async () => {
  const { port, prism } = await startPrism(await listens(upstream));
  const rejected = new Map();
  const seen = new Map();
  let answers = 0;
  try {
    for (const [number, exchange] of exchanges.entries()) {
      const found = await judge(port, exchange, number);
      const excuse = found && unjudged.find((one) => isMeant(one, found));
      if (excuse) excuse.times += 1;
      else if (found) rejected.set(`${found.what} ${found.name} (${found.status}): ${found.why}`, found.path);
      if (found?.what !== "call") seen.set(exchange.operation, (seen.get(exchange.operation) ?? 0) + 1);
      if (exchange.answer && !found) answers += 1;
    }
  } finally {
    prism.kill();
    upstream.close();
  }

  const problems = [...rejected].map(([why, path]) => `rejected: ${why} [${path}]`);
  for (const one of unjudged) {
    if (one.times === 0) problems.push(`unjudged.json: this never came up: ${JSON.stringify(one)}`);
  }
  const calls = json(path.join(here, "calls.json"));
  const code = readdirSync(sources).map((file) => readFileSync(path.join(sources, file), "utf8")).join("\n");
  const named = [...code.matchAll(/^    pub async fn (\w+)/gm)].map(([, name]) => name);
  for (const name of named) {
    if (!calls[name]) problems.push(`calls.json doesn't say what ${name} asks GitHub for`);
  }
  for (const [name, operations] of Object.entries(calls)) {
    if (!name.startsWith("(") && !named.includes(name)) problems.push(`calls.json: the client has no call ${name}`);
    for (const operation of operations) {
      if (!seen.has(operation)) problems.push(`${name}: no call of ${operation} was seen and let through`);
    }
  }
  const unlisted = [...seen.keys()].filter((one) => one && !Object.values(calls).flat().includes(one));
  for (const one of unlisted) problems.push(`calls.json: nobody is said to ask for ${one}`);

  console.log(
    `${exchanges.length} calls of ${seen.size} operations, for ${named.length} public calls of the client; ` +
      `${answers} answers let through; ${unjudged.reduce((sum, one) => sum + one.times, 0)} not judged, for ${unjudged.length} reasons`,
  );
  for (const one of problems) console.error(one);
  process.exit(problems.length === 0 ? 0 : 1);
};

await main();
