ARG RUBY_VERSION
FROM ruby:${RUBY_VERSION}-slim AS base
WORKDIR /app
FROM base AS build
COPY Gemfile ./
RUN bundle install
FROM base AS production
ARG GIT_SHA
ENV GIT_SHA=$GIT_SHA
COPY --from=build /usr/local/bundle /usr/local/bundle
COPY . .
