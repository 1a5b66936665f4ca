import { compareLibrary } from "./suite.ts";

compareLibrary("sklearn", "scikit-learn");
