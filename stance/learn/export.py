"""Classifier -> a stock scikit-learn Pipeline, for notebooks and for those who want to take it apart."""

from functools import partial

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline

from stance.model.classifier import Classifier
from stance.text.terms import SURROUNDINGS


def pipeline(classifier: Classifier) -> Pipeline:
    """Give the classifier as scikit-learn would hold it: `predict_proba` of sentences, each read alone, is the same to 1e-6.

    Its steps are `terms` (a TfidfVectorizer for each view) and `regression`; `classes_` are in alphabetical order. How a sentence becomes terms is
    still told by stance, which has to be installed where it is used.
    """
    views = {name: view for name, view in classifier.views.items() if name != SURROUNDINGS and len(view.vocabulary)}
    vectorizers = []
    for name, view in views.items():
        vectorizer = TfidfVectorizer(analyzer=partial(classifier.terms.of_text, name), sublinear_tf=True, vocabulary=view.vocabulary.terms)
        vectorizer.idf_ = view.idf.astype(np.float64)
        vectorizers.append((name, vectorizer))
    order = np.argsort(classifier.labels)
    regression = LogisticRegression()
    regression.classes_ = np.array(classifier.labels)[order]
    regression.coef_ = np.concatenate([view.weights for view in views.values()]).T[order].astype(np.float64)
    regression.intercept_ = classifier.intercept[order].astype(np.float64)
    regression.n_features_in_ = regression.coef_.shape[1]
    return Pipeline([("terms", FeatureUnion(vectorizers)), ("regression", regression)])
