#!/bin/sh
# Measure the weights and write the page that describes them.
#
#     sh training/recipes/describe.sh fer2013.csv
#
# Some minutes. The logs are those of the runs of weights.sh that led to what serves.
set -e
D=${1:?name the data: fer2013.csv, an .npz or a folder}
python -m training.evaluate --weights weights/emotions.onnx --data "$D" --split public --train-data "$D"
python -m training.robustness --weights weights/emotions.onnx --data "$D"
python -m training.explain --mistakes --data "$D" --weights weights/emotions.keras --out explained
python -m training.model_card --data "$D" --out docs/model-card.md --replace \
    --logs runs/both/log.csv,runs/ferplus/log.csv,runs/ferplus-2/log.csv,runs/ferplus-3/log.csv,runs/ferplus-4/log.csv,runs/ferplus-5/log.csv
