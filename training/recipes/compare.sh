#!/bin/sh
# See what every network costs and gives, to choose or to design one.
#
#     sh training/recipes/compare.sh fer2013.csv
#
# Some hours for what is not in runs/compare yet; goes on where it was stopped.
set -e
D=${1:?name the data: fer2013.csv, an .npz or a folder}
python -m training.compare --data "$D" --runs runs/compare --epochs 12 --out docs/networks.md --replace
