"""The stages, in data order: articles, numbers, dates, names, quotes, speakers, claims, fingerprints, matches,
families, utterances, actors, groups. Each is pure: Arrow tables in, Arrow tables out."""
