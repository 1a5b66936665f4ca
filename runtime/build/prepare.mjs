/**
 * Makes a checkout ready to run: installs packages when they are missing or stale, builds when a
 * source is newer than dist/. Uses nothing but Node and npm.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { root, stamp } from "./places.mjs";

/** Installs and builds as needed, saying so; exits when Node is too old. */
export async function prepare() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Zerohop needs Node 20.19 or newer; this is ${process.versions.node}.`);
    process.exit(1);
  }
  if (needsInstall()) install();
  if (needsBuild()) {
    const { bundle } = await import("./bundle.mjs");
    await bundle();
  }
}

// npm notes what it installed; an entry that differs from the lock file is stale.
function needsInstall() {
  const installed = join(root, "node_modules/.package-lock.json");
  if (!existsSync(installed)) return true;
  const have = packagesOf(installed);
  const want = packagesOf(join(root, "package-lock.json"));
  return Object.entries(want).some(([path, { version, optional }]) => {
    if (path === "" || optional) return false;
    return have[path]?.version !== version || !existsSync(join(root, path, "package.json"));
  });
}

function packagesOf(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8")).packages ?? {};
  } catch {
    return {};
  }
}

function install() {
  console.error("Installing packages (npm ci), this takes about half a minute ...");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const result = spawnSync(npm, ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  if (result.status === 0) return;
  console.error("npm ci failed; the lines above say why. Run it by hand to see more.");
  process.exit(1);
}

function needsBuild() {
  if (!existsSync(stamp)) return true;
  const since = statSync(stamp).mtimeMs;
  return newest(join(root, "runtime")) > since || statSync(join(root, "package-lock.json")).mtimeMs > since;
}

function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    latest = Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }
  return latest;
}
