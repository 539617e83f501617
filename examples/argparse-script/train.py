"""Trains a softmax regression on handwritten digits. An ordinary script: it knows of no tuner."""

import argparse
import csv
import gzip
import math
import random
from operator import mul
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "digits" / "data" / "digits.csv.gz"
CLASSES = 10
VALIDATION_IMAGES = 300


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lr", type=float, default=0.01, help="learning rate")
    parser.add_argument("--momentum", type=float, default=0.0, help="of the gradient, from 0 to 1")
    parser.add_argument("--weight-decay", type=float, default=1e-4)
    parser.add_argument("--batch-size", type=int, default=32, choices=[8, 16, 32, 64])
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--train-images", type=int, default=1197, help="how many are trained on")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def load_digits():
    """`(pixels, digit)` of each image in a fixed random order; pixels are from 0 to 1."""
    with gzip.open(DATA, "rt", encoding="utf-8") as file:
        rows = [[int(cell) for cell in row] for row in csv.reader(file)]
    random.Random(0).shuffle(rows)
    # The last input is always 1: its weight is the bias.
    return [([pixel / 16 for pixel in row[:64]] + [1.0], row[64]) for row in rows]


def probabilities(weights, image):
    scores = [sum(map(mul, row, image)) for row in weights]
    top = max(scores)
    exponentials = [math.exp(score - top) for score in scores]
    total = sum(exponentials)
    return [exponential / total for exponential in exponentials]


def train_epoch(weights, velocity, examples, options):
    for start in range(0, len(examples), options.batch_size):
        batch = examples[start : start + options.batch_size]
        gradient = [[options.weight_decay * weight for weight in row] for row in weights]
        for image, digit in batch:
            for label, probability in enumerate(probabilities(weights, image)):
                share = (probability - (label == digit)) / len(batch)
                gradient[label] = [g + share * pixel for g, pixel in zip(gradient[label], image)]
        for label in range(CLASSES):
            velocity[label] = [
                options.momentum * v + g for v, g in zip(velocity[label], gradient[label])
            ]
            weights[label] = [w - options.lr * v for w, v in zip(weights[label], velocity[label])]


def evaluate(weights, examples):
    """Mean loss, and the share of images whose digit was recognised."""
    loss, hits = 0.0, 0
    for image, digit in examples:
        chances = probabilities(weights, image)
        loss -= math.log(max(chances[digit], 1e-12))
        hits += chances.index(max(chances)) == digit
    return loss / len(examples), hits / len(examples)


def main():
    options = parse_arguments()
    examples = load_digits()
    validation = examples[:VALIDATION_IMAGES]
    training = examples[2 * VALIDATION_IMAGES :][: options.train_images]
    weights = [[0.0] * 65 for _ in range(CLASSES)]
    velocity = [[0.0] * 65 for _ in range(CLASSES)]
    order = random.Random(options.seed)
    for epoch in range(1, options.epochs + 1):
        order.shuffle(training)
        train_epoch(weights, velocity, training, options)
        loss, accuracy = evaluate(weights, validation)
        print(f"epoch {epoch} loss={loss:.4f} accuracy={accuracy:.4f}", flush=True)


if __name__ == "__main__":
    main()
