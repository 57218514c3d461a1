// What can be asked of one trace: the words that complete a term while it is typed. Immutable once made; made on any
// thread, in linear time.
#pragma once

#include "core/trace/trace.h"

#include <QString>
#include <QStringList>

#include <cstddef>
#include <memory>
#include <vector>

namespace rolloutscope {

/// What a term may become.
struct QueryCompletion {
    QString term; // with quotes and sign where they belong
    /// The term is whole; otherwise it wants a value.
    bool whole = false;
    bool operator==(const QueryCompletion&) const = default;
};

class QueryVocabulary {
public:
    /// The keys of the language alone.
    QueryVocabulary() = default;
    explicit QueryVocabulary(const RolloutTrace& trace);

    /// Of a term as it stands in the query's text: those that begin with what is typed before those that hold it, at
    /// most `most`. For an empty term: the keys. Nothing for what is complete already.
    [[nodiscard]] std::vector<QueryCompletion> completionsOf(const QString& term, std::size_t most) const;

    [[nodiscard]] const QStringList& tools() const { return tools_; }   // those that are called most first
    [[nodiscard]] const QStringList& models() const { return models_; } // as tools
    [[nodiscard]] const QStringList& agents() const { return agents_; } // paths, by start

private:
    QStringList tools_;
    QStringList models_;
    QStringList agents_;
};
using QueryVocabularyPtr = std::shared_ptr<const QueryVocabulary>;

} // namespace rolloutscope
