// A bundle in a few words: for its tab, its tooltip and the status line.
#pragma once

#include "views/document/trace_document.h"

#include <QString>

namespace rolloutscope {

/// The folder's name, or what the rollout is about when that name is made of ids.
[[nodiscard]] QString bundleName(const QString& path, const LoadedTrace* loaded);
/// `fix-lexer · 5 agents · 4 m 12 s`; only the name while it loads.
[[nodiscard]] QString bundleTitle(const QString& path, const LoadedTrace* loaded);
/// Path, ids, schema: plain text, several lines.
[[nodiscard]] QString bundleToolTip(const QString& path, const LoadedTrace* loaded);
/// `231 events · 210 payloads · 3.2 MB · schema v1 · reduced in 14 ms`
[[nodiscard]] QString bundleStatistics(const LoadedTrace& loaded, Liveness liveness);
/// `exec_command 12.4 s · 1 m 20 s – 3 m 20 s`: what is selected, and the time in sight.
[[nodiscard]] QString selectionWords(const LoadedTrace& loaded, ObjectRef selection, TimeRange visible);

/// What is said of a bundle whose rollout may still go on.
struct LivenessWords {
    QString badge;       // `● live 12:03:04`; empty where there is nothing to say
    QString action;      // what the switch is called
    QString explanation; // one sentence
};
[[nodiscard]] LivenessWords livenessWords(const TraceDocument& document);

} // namespace rolloutscope
