#!/bin/sh
# Your first network: train, look at the curve, export, measure. training/README.md says the rest.
#
#     sh training/recipes/first_network.sh fer2013.csv
#
# Some minutes on two cores; where it was stopped, it goes on.
set -e
D=${1:?name the data: fer2013.csv, an .npz or a folder}

python -m training.train --data "$D" --out runs/first --epochs 12
python -m training.learning_curve --run runs/first --out runs/first/curve.png
python -m training.export --network runs/first/model.keras --data "$D" --head fer2013 --out runs/first/emotions.onnx
python -m training.evaluate --weights runs/first/emotions.onnx --data "$D"
