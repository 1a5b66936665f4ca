"""The libraries' own predict: peers.py ENGINE FOLDER, then lines on standard input.

`answers ROWS` prints the answers to the first rows, `measure ROWS MS` the microseconds of a call with
so many rows. Rows rotate. One thread.
"""

import ctypes
import json
import pathlib
import statistics
import sys
import time

import numpy as np

#: What is timed at once takes about so many seconds.
BATCH_S = 0.002


def lightgbm(folder, x):
    import lightgbm

    booster = lightgbm.Booster(model_file=str(folder / "model.txt"))
    return lambda rows: booster.predict(rows, num_threads=1)


def lightgbm_fast(folder, x):
    """The C interface for single rows; the call through ctypes, less than a microsecond, is part of it."""
    import lightgbm

    booster = lightgbm.Booster(model_file=str(folder / "model.txt"))
    library = lightgbm.basic._LIB
    config = ctypes.c_void_p()
    features = x.shape[1]
    status = library.LGBM_BoosterPredictForMatSingleRowFastInit(
        booster._handle, 0, 0, -1, 1, features, b"num_threads=1", ctypes.byref(config)
    )
    if status != 0:
        raise RuntimeError("LightGBM refuses the single row predictor")
    length = ctypes.c_int64()
    answer = np.zeros(1)
    predict = library.LGBM_BoosterPredictForMatSingleRowFast
    predict.argtypes = [ctypes.c_void_p] * 4
    handle, length_at, answer_at = config.value, ctypes.addressof(length), answer.ctypes.data

    def call(row):
        predict(handle, row, length_at, answer_at)
        return answer

    # The address of a row is asked for beforehand: it costs more than the call.
    call.argument = lambda rows: rows.ctypes.data
    call.single = True
    call.keeps = booster, length
    return call


def xgboost(folder, x):
    import xgboost

    booster = xgboost.Booster(model_file=str(folder / "model.json"))
    booster.set_param({"nthread": 1})
    return booster.inplace_predict


def sklearn(folder, x):
    import joblib

    return joblib.load(folder / "model.joblib").predict_proba


ENGINES = {"lightgbm": lightgbm, "lightgbmFast": lightgbm_fast, "xgboost": xgboost, "sklearn": sklearn}


def measure(call, slices, duration_ms):
    found = []
    calls = 1
    turn = 0
    until = time.perf_counter() + duration_ms / 1000
    while len(found) < 3 or time.perf_counter() < until:
        some = [slices[(turn + at) % len(slices)] for at in range(calls)]
        turn += calls
        began = time.perf_counter()
        for rows in some:
            call(rows)
        each = (time.perf_counter() - began) / calls
        found.append(each)
        calls = max(1, min(2 * calls, round(BATCH_S / each)))
    return statistics.median(found) * 1e6


def main(engine, folder):
    folder = pathlib.Path(folder)
    columns = json.loads((folder / "subject.json").read_text())["columns"]
    x = np.fromfile(folder / "rows.f64", dtype="<f8").reshape(-1, columns)
    # XGBoost takes float32 as it is, and would turn float64 into it.
    if engine == "xgboost":
        x = x.astype(np.float32)
    call = ENGINES[engine](folder, x)
    slices = {}
    print("ready", flush=True)
    for line in sys.stdin:
        verb, count, *rest = line.split()
        count = int(count)
        if verb == "answers":
            if getattr(call, "single", False):
                found = [float(call(call.argument(x[row : row + 1]))[0]) for row in range(count)]
            else:
                found = np.asarray(call(x[:count])).ravel()
            print(" ".join(repr(float(value)) for value in found), flush=True)
        else:
            if count not in slices:
                argument = getattr(call, "argument", lambda rows: rows)
                slices[count] = [argument(x[at : at + count]) for at in range(0, len(x) - count + 1, count)]
            print(measure(call, slices[count], float(rest[0])), flush=True)


if __name__ == "__main__":
    import warnings

    warnings.simplefilter("ignore")
    main(*sys.argv[1:])
