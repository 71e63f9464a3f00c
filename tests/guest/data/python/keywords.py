def setup(**params):
    return params


def run(params):
    return " ".join("%s=%s" % item for item in sorted(params.items()))
