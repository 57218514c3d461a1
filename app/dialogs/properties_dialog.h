// Properties of a bundle: ids, versions, times, sizes, what the log holds.
#pragma once

#include "views/document/trace_document.h"

#include <QDialog>

namespace rolloutscope {

class PropertiesDialog : public QDialog {
    Q_OBJECT
public:
    PropertiesDialog(const QString& path, const LoadedTracePtr& loaded, QWidget* parent = nullptr);
};

} // namespace rolloutscope
