// An OpenAI-style endpoint over small open weights, one request at a time, on loopback. argv: weights, port file.
import {createServer} from "node:http";
import {writeFileSync} from "node:fs";
import {getLlama, LlamaChatSession} from "node-llama-cpp";

const [weights, portFile] = process.argv.slice(2);
const llama = await getLlama({gpu: false, build: "never", maxThreads: 1});
const model = await llama.loadModel({modelPath: weights});
const context = await model.createContext({contextSize: 4096, threads: 1});
const sequence = context.getSequence();

async function answer(body) {
  sequence.clearHistory();
  const system = body.messages.filter((each) => each.role === "system").map((each) => each.content).join("\n");
  const user = body.messages.filter((each) => each.role !== "system").map((each) => each.content).join("\n");
  const session = new LlamaChatSession({contextSequence: sequence, systemPrompt: system.slice(0, 400)});
  const schema = body.response_format?.json_schema?.schema;
  const grammar = schema ? await llama.createGrammarForJsonSchema(schema) : undefined;
  const text = user.slice(0, 1500);
  const made = await session.promptWithMeta(text, {grammar, maxTokens: 96});
  session.dispose({disposeSequence: false});
  const used = model.tokenize(text).length;
  const wrote = model.tokenize(made.responseText).length;
  return {
    id: "local", object: "chat.completion", created: 0, model: body.model,
    choices: [{index: 0, finish_reason: made.stopReason === "maxTokens" ? "length" : "stop",
      message: {role: "assistant", content: made.responseText}}],
    usage: {prompt_tokens: used, completion_tokens: wrote, total_tokens: used + wrote},
  };
}

let turn = Promise.resolve();
const server = createServer((request, response) => {
  let text = "";
  request.on("data", (part) => { text += part; });
  request.on("end", () => {
    turn = turn.then(async () => {
      try {
        const found = await answer(JSON.parse(text));
        response.writeHead(200, {"content-type": "application/json"});
        response.end(JSON.stringify(found));
      } catch (error) {
        response.writeHead(500, {"content-type": "application/json"});
        response.end(JSON.stringify({error: {message: String(error)}}));
      }
    });
  });
});
server.listen(0, "127.0.0.1", () => writeFileSync(portFile, String(server.address().port)));
