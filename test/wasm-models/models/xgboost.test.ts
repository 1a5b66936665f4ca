import { compareLibrary } from "./suite.ts";

compareLibrary("xgboost", "XGBoost");
