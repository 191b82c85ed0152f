# What people do here. `make help` lists it from the ## comments.

.DEFAULT_GOAL := help
.PHONY: help setup demo test fuzz contract coverage fmt deny campaign campaign-nightly bench bench-instances docs

help: ## list what there is to do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' Makefile

setup: ## install what is missing, start Docker and a PostgreSQL for tests (Debian, as root)
	@scripts/setup

demo: setup ## show everything on a real Docker engine, and leave nothing behind
	@scripts/build-shop
	cargo build --locked
	@scripts/demo

test: setup ## check the format, lint with warnings denied, run every test
	@scripts/build-shop
	@scripts/test

fuzz: setup ## draw hostile input and whatever else is drawn at random, for long (PROPTEST_CASES: how often each)
	PROPTEST_CASES=$${PROPTEST_CASES:-20000} cargo test --locked --no-fail-fast --test hostile --lib

contract: ## hold every call of GitHub's API, and the stand-in's answers, against GitHub's own description (needs npm)
	@scripts/contract

coverage: setup ## say which lines the tests go through (needs cargo-llvm-cov and cargo-nextest)
	@scripts/build-shop
	@scripts/coverage

fmt: ## format the code
	cargo fmt
	cargo fmt --manifest-path examples/shop/app/Cargo.toml

deny: ## check licences, advisories and sources of the dependencies (needs cargo-deny)
	@command -v cargo-deny >/dev/null || { echo "cargo-deny is missing: cargo install --locked cargo-deny" >&2; exit 1; }
	cargo deny --locked check

campaign: setup ## meet every fault at every step of every operation, and look what is left (long)
	@scripts/build-shop
	@scripts/campaign --release

campaign-nightly: setup ## a share of that, drawn by the date (about an hour)
	@scripts/build-shop
	@scripts/campaign --nightly

bench: ## measure, beside what it is compared to (BENCH_WRITE=1: into docs/BENCHMARKS.md too)
	@scripts/setup bench
	@scripts/build-shop
	cargo bench --locked

bench-instances: ## the same of instances alone
	@scripts/setup bench
	cargo bench --locked -- instances

docs: ## build the documentation of the code: target/doc/hailer/index.html
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --document-private-items
