import fc from "fast-check";

// One seed for everybody, so that a run says something about the change and not about luck.
// PROPERTY_SEED=random looks for what this seed does not find; a number repeats a run.
const given = process.env["PROPERTY_SEED"] ?? "20260101";
if (given !== "random") fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(given) });
