// A client of the Pixel Engine API by somebody who has read its reference and nothing else.
// It uses fetch and the file system. Usage:
//   PIXEL_ENGINE_BASE_URL=... PIXEL_ENGINE_API_KEY=... node client.mjs FOLDER
// FOLDER holds small.png (up to 256 px), pose.png (of the same size) and large.png
// (at least 256 px, some MB). Results are written there. Prints one line for each step.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const base = process.env.PIXEL_ENGINE_BASE_URL;
const key = process.env.PIXEL_ENGINE_API_KEY;
const folder = process.argv[2];
const pollEvery = Number(process.env.POLL_MS ?? 100);

function check(fine, ...found) {
  if (!fine) throw new Error(`not as the reference says: ${JSON.stringify(found)}`);
}

function same(found, wanted) {
  check(JSON.stringify(found) === JSON.stringify(wanted), found, wanted);
}

async function call(method, path, body, apiKey = key) {
  const answer = await fetch(base + path, {
    method,
    headers: { Authorization: `Bearer ${apiKey}`, "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

async function submit(path, body) {
  const { status, body: job } = await call("POST", path, body);
  check(status === 200, status, job);
  same([job.status, job.error], ["queued", null]);
  return job.api_job_id;
}

async function wait(id) {
  for (let seen = 0; ; ) {
    const { status, body: job } = await call("GET", `/jobs?id=${id}`);
    check(status === 200 && job.api_job_id === id, status, job);
    check(job.progress >= seen && job.progress <= 1, job.progress, seen);
    seen = job.progress;
    if (job.status !== "queued" && job.status !== "pending") return job;
    await new Promise((done) => setTimeout(done, pollEvery));
  }
}

async function download(job, name) {
  check(job.status === "success" && job.error === null, job);
  const { url, content_type, expires_at } = job.output;
  check(new URL(url).protocol === new URL(base).protocol, url);
  check(Date.parse(expires_at) - Date.parse(job.created_at) === 24 * 3600 * 1000, job);
  const answer = await fetch(url); // no key: it is another host's business
  const data = Buffer.from(await answer.arrayBuffer());
  check(answer.status === 200, answer.status);
  same(answer.headers.get("content-type"), content_type);
  same(Number(answer.headers.get("content-length")), data.length);
  await writeFile(join(folder, name), data);
  return data;
}

function charged(job, credits) {
  same(job.billing, {
    credits_held: credits,
    credits_charged: credits,
    hold_status: "captured",
  });
}

const isPng = (data) => data.subarray(1, 4).toString() === "PNG";
const isWebp = (data) => data.subarray(8, 12).toString() === "WEBP";
const pngSize = (data) => [data.readUInt32BE(16), data.readUInt32BE(20)];

const [small, pose, large] = await Promise.all(
  ["small.png", "pose.png", "large.png"].map((name) => readFile(join(folder, name))),
);
const [width, height] = pngSize(small);
let spent = 0;

const steps = {
  async balance() {
    const { status, body } = await call("GET", "/balance");
    check(status === 200);
    same(body.total_balance, body.monthly_balance + body.purchased_balance);
    same(body.available, body.total_balance - body.reserved);
  },

  async unauthorized() {
    const { status, body } = await call("GET", "/balance", undefined, "pe_sk_of_nobody");
    same([status, body.error.code], [401, "unauthorized"]);
  },

  async invalid() {
    const { status, body } = await call("POST", "/animate", { image: small.toString("base64") });
    same([status, body.error.code], [400, "invalid_request"]);
    check(typeof body.error.message === "string");
  },

  async "enhance-prompt"() {
    const { status, body } = await call("POST", "/enhance-prompt", {
      prompt: "dash sword attack",
      image: `data:image/png;base64,${small.toString("base64")}`,
    });
    check(status === 200 && body.enhanced_prompt.length > 0, body);
  },

  async animate() {
    const job = await wait(
      await submit("/animate", {
        image: small.toString("base64"),
        prompt: 'a character says "hi"\nand walks',
        negative_prompt: "",
        output_frames: 4,
      }),
    );
    const data = await download(job, "animate.webp");
    check(isWebp(data));
    same(job.output.metadata.frame_count, 4);
    same([job.output.metadata.width, job.output.metadata.height], [width, height]);
    same(job.inputs.model, "pixel-engine-v1.1");
    same(job.inputs.pixel_config, { colors: 24 });
    check(!("image" in job.inputs) && !("seed" in job.inputs), job.inputs);
    charged(job, 20);
    spent += 20;
  },

  async spritesheet() {
    const job = await wait(
      await submit("/animate", {
        image: `data:image/png;base64,${small.toString("base64")}`,
        prompt: "breathing idle",
        output_frames: 6,
        output_format: "spritesheet",
        pixel_config: { palette: ["#FFAA00", "#223344", "#FFAA00"] },
        seed: 12345,
      }),
    );
    const data = await download(job, "animate.png");
    const { frame_w, frame_h, frame_count, output_format } = job.output.metadata;
    check(isPng(data) && output_format === "spritesheet");
    same(frame_count, 6);
    same(pngSize(data), [frame_w * frame_count, frame_h]);
    same([frame_w, frame_h], [width, height]);
    same(job.inputs.seed, 12345);
    charged(job, 20);
    spent += 20;
  },

  async keyframes() {
    const job = await wait(
      await submit("/keyframes", {
        prompt: "sword slash",
        render_mode: "pixel",
        total_frames: 5,
        frames: [
          { index: 0, image: small.toString("base64") },
          { index: 4, image: pose.toString("base64"), strength: 0.8 },
        ],
      }),
    );
    check(isWebp(await download(job, "keyframes.webp")));
    same(job.output.metadata.frame_count, 5);
    charged(job, 24);
    spent += 24;
  },

  async "generate-image"() {
    const job = await wait(
      await submit("/generate-image", {
        prompt: "a knight standing in a torchlit dungeon",
        pixel_config: { colors: 24 },
      }),
    );
    const data = await download(job, "generated.png");
    check(isPng(data));
    same(job.output.content_type, "image/png");
    same(pngSize(data), [job.output.metadata.width, job.output.metadata.height]);
    same(job.inputs.model, "nb_flash");
    charged(job, 10);
    spent += 10;
  },

  async pixelate() {
    const job = await wait(
      await submit("/pixelate", { image: large.toString("base64"), colors: 8 }),
    );
    const data = await download(job, "pixelated.png");
    same(pngSize(data), [job.output.metadata.width, job.output.metadata.height]);
    same(job.billing, null);
  },

  async "remove-background"() {
    const still = await wait(
      await submit("/remove-background", { image: small.toString("base64") }),
    );
    check(isPng(await download(still, "cut.png")));
    const animated = await wait(
      await submit("/remove-background", {
        image: (await readFile(join(folder, "animate.webp"))).toString("base64"),
        rmbg_alpha_threshold: 128,
      }),
    );
    check(isWebp(await download(animated, "cut.webp")));
    same(animated.output.metadata.rmbg_threshold, 128);
    charged(still, 2);
    charged(animated, 2);
    spent += 4;
  },

  async cancel() {
    // Several large jobs, so that the last of them still waits when it is cancelled.
    const jobs = [];
    for (let i = 0; i < 4; i += 1) {
      jobs.push(
        await submit("/animate", {
          image: large.toString("base64"),
          prompt: "waves on the sea",
          model: "frame-engine-v1.1",
          output_frames: 24,
        }),
      );
    }
    const held = (await call("GET", "/balance")).body.reserved;
    check(held >= 40 && held <= 80, held);
    const last = jobs.pop();
    const { status, body } = await call("POST", "/cancel", { api_job_id: last });
    same([status, body], [200, { api_job_id: last, status: "cancelled" }]);
    const again = await call("POST", "/cancel", { api_job_id: last });
    same([again.status, again.body.error.code], [409, "invalid_request"]);
    const job = await wait(last);
    same([job.status, job.error.code, job.output], ["cancelled", "job_cancelled", null]);
    same(job.billing.hold_status, "released");
    for (const id of jobs) {
      const ended = await call("POST", "/cancel", { api_job_id: id });
      if (ended.status === 409) spent += 20; // it was faster
    }
    const unknown = await call("POST", "/cancel", { api_job_id: "no such job" });
    same([unknown.status, unknown.body.error.code], [404, "job_not_found"]);
  },

  async billing() {
    const { status, body } = await call("GET", "/billing");
    check(status === 200);
    const { credits_used, credits_added, refunds, net_change } = body.totals;
    same(credits_used, spent);
    same(net_change, credits_added + refunds - credits_used);
    same(body.balance, (await call("GET", "/balance")).body);
    const wrong = await call("GET", "/billing?start_date=yesterday");
    same([wrong.status, wrong.body.error.code], [400, "invalid_request"]);
  },
};

for (const [name, step] of Object.entries(steps)) {
  await step().catch((error) => {
    throw new Error(`${name}: ${error.message}`, { cause: error });
  });
  console.log(name);
}
