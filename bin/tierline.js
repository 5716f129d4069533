#!/usr/bin/env node
console.log("own bin", process.version, process.argv.slice(2), process.cwd());
