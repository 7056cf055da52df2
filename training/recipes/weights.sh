#!/bin/sh
# From the data to both files in weights/: teachers, their views, and what learns from them.
#
#     sh training/recipes/weights.sh fer2013.csv
#
# About eighteen hours of one core; every step can be stopped, and the script goes on.
set -e
D=${1:?name the data: fer2013.csv, an .npz or a folder}
TRAIN="python -m training.train --data $D"
TEACH="$TRAIN --architecture teacher --weight-decay 2e-2"
READ="python -m training.distill --data $D"

$TEACH --out runs/teacher --epochs 26 --learning-rate 3e-3 --averaging 0.999 --augmentation 1 --seed 1
$TRAIN --out runs/both --epochs 75 --averaging 0.9995 --seed 2

$READ --out runs/views --views 6 --augmentation 0.6 \
    --teachers runs/teacher/model.keras,runs/both/model.keras
$TRAIN --out runs/ferplus --labels ferplus --start runs/both/model.keras --views runs/views --taught 0.5 \
    --epochs 40 --learning-rate 2e-3 --averaging 0.999 --augmentation 0.6 --seed 4

$TEACH --out runs/teacher-labels --labels fer2013 --softening 0 --start runs/teacher/model.keras \
    --epochs 9 --learning-rate 1.5e-3 --seed 3
$TRAIN --out runs/labels --labels fer2013 --softening 0 --start runs/both/model.keras \
    --epochs 7 --learning-rate 1.5e-3 --augmentation 0.6 --seed 3
$READ --out runs/views-labels --views 4 --augmentation 0.6 --teachers runs/teacher-labels/model.keras
$TRAIN --out runs/fer2013 --labels fer2013 --softening 0 --start runs/labels/model.keras \
    --views runs/views-labels --epochs 28 --learning-rate 1.5e-3 --averaging 0.999 --augmentation 0.6 --seed 4

$TEACH --out runs/teacher-labels-2 --labels fer2013 --softening 0 --start runs/teacher-labels/model.keras \
    --epochs 22 --learning-rate 2e-3 --seed 11
$TEACH --out runs/teacher-2 --softening 0 --start runs/teacher/model.keras \
    --epochs 22 --learning-rate 2e-3 --seed 12
$READ --out runs/views-2 --views 6 --augmentation 0.7 \
    --teachers runs/teacher-2/model.keras,runs/teacher/model.keras
$TRAIN --out runs/ferplus-2 --labels ferplus --start runs/ferplus/model.keras --views runs/views-2 --taught 0.6 \
    --epochs 75 --learning-rate 3e-3 --averaging 0.999 --augmentation 0.6 --seed 22
$READ --out runs/views-labels-2 --views 6 --augmentation 0.7 \
    --teachers runs/teacher-labels-2/model.keras,runs/teacher-2/model.keras
$TRAIN --out runs/fer2013-2 --labels fer2013 --softening 0 --start runs/fer2013/model.keras \
    --views runs/views-labels-2 --taught 0.8 \
    --epochs 90 --learning-rate 3e-3 --averaging 0.999 --augmentation 0.3 --seed 21

$TRAIN --out runs/ferplus-3 --labels ferplus --start runs/ferplus-2/model.keras --views runs/views-2 --taught 0.7 \
    --epochs 74 --learning-rate 3e-3 --averaging 0.999 --augmentation 0.6 --seed 52
$READ --out runs/views-labels-3 --views 4 --augmentation 0.3 \
    --teachers runs/teacher-labels-2/model.keras,runs/teacher-2/model.keras
$TRAIN --out runs/fer2013-3 --labels fer2013 --softening 0 --start runs/fer2013-2/model.keras \
    --views runs/views-labels-3 --taught 0.8 \
    --epochs 76 --learning-rate 3e-3 --averaging 0.999 --augmentation 0.3 --seed 51

$TEACH --out runs/teacher-3 --softening 0 --epochs 40 --learning-rate 3e-3 --augmentation 0.9 --mixing 0.3 --seed 32
$READ --out runs/views-3 --views 6 --augmentation 0.7 \
    --teachers runs/teacher-2/model.keras,runs/teacher/model.keras,runs/teacher-3/model.keras
$TRAIN --out runs/ferplus-4 --labels ferplus --start runs/ferplus-3/model.keras --views runs/views-3 --taught 0.7 \
    --epochs 42 --learning-rate 2.5e-3 --averaging 0.999 --augmentation 0.45 --seed 62
$TEACH --out runs/teacher-4 --softening 0 --epochs 40 --learning-rate 3e-3 --augmentation 0.9 --seed 31
$READ --out runs/views-labels-4 --views 4 --augmentation 0.3 \
    --teachers runs/teacher-labels-2/model.keras,runs/teacher-2/model.keras,runs/teacher-3/model.keras,runs/teacher-4/model.keras
$TRAIN --out runs/fer2013-4 --labels fer2013 --softening 0 --start runs/fer2013-3/model.keras \
    --views runs/views-labels-4 --taught 0.8 \
    --epochs 45 --learning-rate 2.5e-3 --averaging 0.999 --augmentation 0.3 --seed 61

$TRAIN --out runs/ferplus-5 --labels ferplus --start runs/ferplus-4/model.keras --views runs/views-3 --taught 0.7 \
    --epochs 100 --learning-rate 4e-3 --averaging 0.999 --augmentation 0.45 --seed 72
$TRAIN --out runs/fer2013-5 --labels fer2013 --softening 0 --start runs/fer2013-4/model.keras \
    --views runs/views-labels-4 --taught 0.8 \
    --epochs 100 --learning-rate 4e-3 --averaging 0.999 --augmentation 0.3 --seed 71
$TRAIN --out runs/fer2013-6 --labels fer2013 --softening 0 --start runs/fer2013-5/model.keras \
    --views runs/views-labels-3 --taught 0.8 \
    --epochs 24 --learning-rate 2e-3 --averaging 0.999 --augmentation 0.4 --seed 82

python -m training.export --network runs/ferplus-5/model.keras --head ferplus --data "$D" --out weights/emotions.onnx
python -m training.export --network runs/fer2013-6/model.keras --head fer2013 --data "$D" --out weights/reference/fer2013.onnx
