// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The site without a network, after one visit, and what a visitor sees of a new build.

import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Browser, BrowserContext, Frame, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";

import { listFiles } from "../../web/offline/plugin.ts";
import { launchChromium } from "./browser.ts";
import { siteFolder, sitePolicy } from "./site.ts";
import { type StaticServer, serveFolder } from "./static_server.ts";

let browser: Browser;
let context: BrowserContext;
/** A copy of the site, for a new build to replace. */
let folder: string;
let server: StaticServer;
let complaints: string[];

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

beforeEach(async () => {
  folder = mkdtempSync(path.join(siteFolder, "../offline-"));
  cpSync(siteFolder, folder, { recursive: true });
  server = await serveFolder(folder, "/some/where/", sitePolicy);
  context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  complaints = [];
  context.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  context.on("weberror", (error) => complaints.push(`error: ${error.error().message}`));
});
afterEach(async () => {
  await context.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

async function visit(file: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(server.url + file);
  return page;
}

/** Resolves when the site has taken the page over: all of it is kept then. */
async function kept(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");
}

/** For what a browser does in its own time. */
const waiting = { timeout: 30_000 };

const caches = (page: Page): Promise<string[]> => page.evaluate(() => self.caches.keys());

/** Puts a new build where the old one was: its *Learn* page has this title. */
function deploy(title: string): void {
  const file = path.join(folder, "learn.html");
  writeFileSync(file, readFileSync(file, "utf8").replace(/<title>[^<]*<\/title>/, `<title>${title}</title>`));
  appendFileSync(path.join(folder, "assets", "new-00000000.js"), "");
  listFiles(folder);
}

test("after one visit, of any page, every page works without a network, from a sub-path", async () => {
  const page = await visit("bench.html");
  await kept(page);
  await context.setOffline(true);
  await server.close();

  await page.reload();
  await page.locator("#pace").selectOption("quick");
  await page.getByRole("button", { name: "Start" }).click();
  // Every build of the library is there.
  await page.locator("#charts > *").first().waitFor();
  expect(await page.locator("#absent").isHidden()).toBe(true);

  for (const address of ["./", "index.html?data=mnist"]) {
    await page.goto(server.url + address);
    await page.locator("#status", { hasText: /^Ready/ }).waitFor();
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await page.locator("#steps[value='1']").waitFor();
    // A part that is fetched late.
    await page.locator("#chart canvas").waitFor();
  }
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Learn" }).click();
  await page.locator("#figure-calibration[aria-busy=false]").waitFor();
  await page.goto(`${server.url}learn.html?embed=focal&gamma=3`);
  await page.locator("#figure-focal[aria-busy=false]").waitFor();
  await page.goto(`${server.url}score.html`);
  await page.getByRole("button", { name: "Try a sample" }).click();
  await page.locator("#status", { hasText: /^Scored/ }).waitFor();
  await page.goto(`${server.url}reference.html`);
  await page.locator("#query").fill("focal");
  expect(await page.locator("#matches").textContent()).not.toBe("");
  expect(complaints).toEqual([]);
});

test("a new build is seen at the next visit, and what was kept of the old one goes", async () => {
  const first = await visit("learn.html");
  await kept(first);
  await first.evaluate(async () => self.caches.open("somebody else’s"));
  const before = await caches(first);
  expect(before).toHaveLength(2);
  deploy("A new build");

  // The old worker still rules, as long as a page of it is open.
  const asked = server.requests.length;
  const second = await visit("learn.html");
  expect(await second.title()).toBe("A new build");
  await expect
    .poll(
      () => second.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting?.state ?? null),
      waiting,
    )
    .toBe("installed");
  // What has not changed is not fetched again.
  const assets = server.requests.slice(asked).filter((file) => file.includes("/assets/"));
  expect(assets).toEqual(["/some/where/assets/new-00000000.js"]);
  await first.close();
  await second.close();

  await context.setOffline(true);
  const third = await visit("learn.html");
  expect(await third.title()).toBe("A new build");
  const [old = ""] = before.filter((name) => name.startsWith("surprisal "));
  await expect.poll(() => caches(third), waiting).not.toContain(old);
  const after = await caches(third);
  expect(after).toHaveLength(2);
  expect(after).toContain("somebody else’s");
  expect(complaints).toEqual([]);
});

/** How often a document has asked for the service worker, now that it is idle. */
const asks = (frame: Frame): Promise<number> =>
  frame.evaluate(async () => {
    await new Promise((resolve) => requestIdleCallback(resolve));
    return performance.getEntriesByName("asked for the service worker").length;
  });

test.each([
  ["a visitor who saves data", true, false, 0],
  ["a host's page with a figure in it", false, true, 0],
  ["everybody else", false, false, 1],
])("for %s, nothing is kept unless wanted", async (_, saveData, isEmbedded, expected) => {
  await context.addInitScript((saves) => {
    // The empty page, which each tab begins with.
    if (!isSecureContext) return;
    Object.defineProperty(navigator, "connection", { value: { saveData: saves } });
    ServiceWorkerContainer.prototype.register = () => {
      performance.mark("asked for the service worker");
      return Promise.reject(new Error("not here"));
    };
  }, saveData);
  const page = await context.newPage();
  const address = `${server.url}learn.html?embed=focal`;
  const host = `${server.url}host.html`;
  await page.route(host, (route) =>
    route.fulfill({ contentType: "text/html", body: `<iframe src="${address}"></iframe>` }),
  );
  await page.goto(isEmbedded ? host : address);
  const frame = page.frames().at(-1)!;
  await frame.locator("#figure-focal[aria-busy=false]").waitFor();
  await frame.waitForLoadState();
  expect(await asks(frame)).toBe(expected);
  expect(complaints).toEqual([]);
});
