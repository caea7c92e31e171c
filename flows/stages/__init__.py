"""The stages, in data order: articles, numbers, dates, names, quotes, speakers, claims, fingerprints, matches,
families, actors, utterances, groups. Each is pure: Arrow tables in, Arrow tables out."""
