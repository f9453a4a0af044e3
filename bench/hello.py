"""The bare Flask page that every web figure is a ratio to."""

from flask import Flask

app = Flask(__name__)


@app.get("/hello")
def hello() -> str:
    return "<!doctype html><title>Hello</title><h1>Hello</h1><p>" + "Nothing is read and nothing is written. " * 3


@app.get("/healthz")
def healthz() -> str:
    return "ok"
