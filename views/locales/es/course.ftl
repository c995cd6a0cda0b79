# What the work on it comes to, as lines in the conversation.

said-handed-over = { $name } se ocupa ahora de ello, después de { $from }.
said-came = { $name } ha venido a ayudar.
waits-customer = { $name } espera noticias suyas hasta las { $time }. Entonces tendrá noticias nuestras. Con una palabra suya nos avisa en el acto.
waits-supplier = { $name } espera a un proveedor nuestro hasta las { $time }. Entonces tendrá noticias nuestras. Con una palabra suya nos avisa en el acto.
waits-watching = { $name } observa hasta las { $time } si se mantiene. Entonces tendrá noticias nuestras. Con una palabra suya nos avisa en el acto.
waits-agreed = { $name } espera hasta las { $time }, como acordó con usted. Entonces tendrá noticias nuestras. Con una palabra suya nos avisa en el acto.
state-waits-customer = { $name } espera noticias suyas hasta las { $time }.
state-waits-supplier = { $name } espera a un proveedor nuestro hasta las { $time }.
state-waits-watching = { $name } observa hasta las { $time } si se mantiene.
state-waits-agreed = { $name } espera hasta las { $time }, como acordó con usted.
under-waits = Con una palabra suya nos avisa en el acto.
rings-wait-over = La espera ha terminado. Volvemos a avisar.
rings-wrote = Usted ha escrito, así que volvemos a avisar en el acto.
rings-raised = Se ha vuelto más grave. Volvemos a avisar.
rings-restarted = Volvemos a avisar, desde el principio.
rings-rerouted = Su aviso pasa a quienes mejor lo conocen. Les avisamos ahora.
