"""Trains one model of the benches: train.py NAME FOLDER

Writes the model as its library saves it (model.json, model.txt or model.joblib), the rows that every
engine is asked about (rows.f64: little endian, row after row), and model.onnx where a converter knows
the model. The same versions of the libraries and the same seed give the same model.
"""

import pathlib
import sys

import numpy as np

SEED = 20240611
#: Rows that engines are asked about.
ASKED = 4096
FEATURES = 30
TRAINING = 20_000


def table(rows, features=FEATURES):
    """Rows of float32 numbers, and labels that depend on products of some columns and on chance."""
    random = np.random.default_rng(SEED)
    x = random.standard_normal((rows, features)).astype(np.float32)
    signal = x[:, 0] * x[:, 1] + np.sin(2 * x[:, 2]) + x[:, 3] - 0.5 * x[:, 4] * x[:, 5]
    signal = signal + 0.3 * x[:, 6:16].sum(axis=1) + random.standard_normal(rows)
    return x, (signal > 0).astype(np.int64)


def training(features=FEATURES, rows=TRAINING):
    x, y = table(ASKED + rows, features)
    return x[:ASKED], x[ASKED:], y[ASKED:]


def xgboost(folder, trees, depth):
    import xgboost

    asked, x, y = training()
    model = xgboost.XGBClassifier(
        n_estimators=trees, max_depth=depth, min_child_weight=0, learning_rate=0.05, random_state=SEED, n_jobs=2
    )
    model.fit(x, y)
    model.save_model(folder / "model.json")

    def convert():
        from onnxmltools import convert_xgboost
        from onnxmltools.convert.common.data_types import FloatTensorType

        return convert_xgboost(model, initial_types=[("x", FloatTensorType([None, FEATURES]))])

    return asked, convert


def lightgbm(folder, trees, depth):
    import lightgbm

    asked, x, y = training()
    model = lightgbm.LGBMClassifier(
        n_estimators=trees,
        max_depth=depth,
        num_leaves=2**depth - 1,
        min_child_samples=5,
        learning_rate=0.05,
        random_state=SEED,
        n_jobs=2,
        deterministic=True,
        force_row_wise=True,
        verbose=-1,
    )
    model.fit(x, y)
    model.booster_.save_model(folder / "model.txt")

    def convert():
        from onnxmltools import convert_lightgbm
        from onnxmltools.convert.common.data_types import FloatTensorType

        types = [("x", FloatTensorType([None, FEATURES]))]
        return convert_lightgbm(model, initial_types=types, zipmap=False)

    return asked, convert


def sklearn(folder, asked, model, features):
    import joblib

    joblib.dump(model, folder / "model.joblib")

    def convert():
        from skl2onnx import to_onnx
        from skl2onnx.common.data_types import FloatTensorType

        types = [("x", FloatTensorType([None, features]))]
        return to_onnx(model, initial_types=types, options={id(model): {"zipmap": False}}, target_opset=17)

    return asked, convert


def hist(folder):
    from sklearn.ensemble import HistGradientBoostingClassifier

    asked, x, y = training()
    return sklearn(folder, asked, HistGradientBoostingClassifier(random_state=SEED).fit(x, y), FEATURES)


def forest(folder):
    from sklearn.ensemble import RandomForestClassifier

    asked, x, y = training()
    model = RandomForestClassifier(n_estimators=100, random_state=SEED, n_jobs=2).fit(x, y)
    model.n_jobs = None
    return sklearn(folder, asked, model, FEATURES)


def logistic(folder):
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    asked, x, y = training()
    return sklearn(folder, asked, make_pipeline(StandardScaler(), LogisticRegression()).fit(x, y), FEATURES)


def mlp(folder):
    from sklearn.neural_network import MLPClassifier

    features = 784
    asked, x, _ = training(features, 2000)
    y = np.argmax(x[:, :10], axis=1)
    model = MLPClassifier((256, 128), max_iter=3, random_state=SEED)
    model.fit(x, y)
    return sklearn(folder, asked, model, features)


MODELS = {
    "xgb100d6": lambda folder: xgboost(folder, 100, 6),
    "xgb500d8": lambda folder: xgboost(folder, 500, 8),
    "xgb1000d8": lambda folder: xgboost(folder, 1000, 8),
    "lgb100d6": lambda folder: lightgbm(folder, 100, 6),
    "lgb1000d8": lambda folder: lightgbm(folder, 1000, 8),
    "hgb": hist,
    "rf100": forest,
    "logistic": logistic,
    "mlp": mlp,
}


def main(name, folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    asked, convert = MODELS[name](folder)
    try:
        (folder / "model.onnx").write_bytes(convert().SerializeToString())
        (folder / "onnx.txt").unlink(missing_ok=True)
    except Exception as error:
        (folder / "onnx.txt").write_text(f"not converted to ONNX: {type(error).__name__}: {error}\n"[:300])
    # Last: a folder with rows is one whose training came to its end.
    asked.astype("<f8").tofile(folder / "rows.f64")


if __name__ == "__main__":
    import warnings

    warnings.simplefilter("ignore")
    main(*sys.argv[1:])
