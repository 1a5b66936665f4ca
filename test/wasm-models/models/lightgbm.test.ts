import { compareLibrary } from "./suite.ts";

compareLibrary("lightgbm", "LightGBM");
