#!/usr/bin/env node
/** The `zerohop` executable. @module */
import { join } from "node:path";
import { loadProgram } from "./cached-program.ts";

void loadProgram(join(__dirname, "program.js")).main(process.argv.slice(2));
