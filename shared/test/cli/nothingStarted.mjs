/** Preloaded into a command to see that it starts nothing: reports on stderr each process, server, connection and change of a file. */
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

/** @param {string} what */
const report = (what) => process.stderr.write(`${what}\n`);
/** @type {[owner: object, names: string[], what: string][]} */
const watched = [
  [net.Server.prototype, ['listen'], 'opened a server'],
  [net.Socket.prototype, ['connect'], 'opened a connection'],
  [fs, ['writeFileSync', 'mkdirSync', 'rmSync', 'createWriteStream'], 'changed files'],
  [childProcess, ['spawn', 'spawnSync', 'execFile', 'execFileSync'], 'started a process'],
];
for (const [owner, names, what] of watched) {
  for (const name of names) {
    const original = Reflect.get(owner, name);
    const reporting = new Proxy(original, {
      apply: (target, self, args) => {
        report(`${what}: ${name}`);
        return Reflect.apply(target, self, args);
      },
    });
    Reflect.set(owner, name, reporting);
  }
}
syncBuiltinESMExports();
